"""Musterstadt: a fictional city with everything a well-equipped city has. `python -m examples.musterstadt` writes it.

All of it is made up from one seed: 24 districts with borders, 15 years, figures that hang together because each follows
from a true social situation of its district (`truth.py`). They are written as the files that offices and departments
send (`deliveries.py`) and then read by the importers (`generate.py`), like those of any other municipality.
"""
