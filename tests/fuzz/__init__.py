"""Small valid files, changed at random: whatever becomes of them, a reader answers with a sentence."""
