"""Entry point of `python -m helpers`."""

from helpers.cli import main

main()
