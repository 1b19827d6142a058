"""Charts and tables: one small module per type, each returning a `Shown`."""
