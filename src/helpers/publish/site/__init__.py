"""What the public gets of released editions: which files, pages around them, checks of the whole, and writing it out."""
