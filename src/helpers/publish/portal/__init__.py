"""One place for the reports of many municipalities: comparison, table builder, open interface; only files."""
