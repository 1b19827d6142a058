"""A report that is looked at while it is edited: a page on this computer that reloads itself when something is saved.

`session.py` watches the project and builds, `build.py` makes the pages, `board.py` holds what the pages show, `server.py` serves
them; `lab.py` opens JupyterLab for a municipality. See docs/handbuch/vorschau.md.
"""
