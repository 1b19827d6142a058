"""Review in Word, there and back: a chapter as DOCX, the answers read, and what is accepted written."""
