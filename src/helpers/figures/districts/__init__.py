"""Charts, maps and tables of the Sozialräume of a municipality."""
