"""Charts and tables of indicators, for any municipality."""
