"""German numbers, places and sentences for the text of a report."""
