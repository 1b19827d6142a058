"""Programs that make example data; the report's own program neither imports nor watches them."""
