"""What people and departments say: voices, surveys and comments, read from the files that staff keep by hand."""
