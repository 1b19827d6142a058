"""From draft to edition: states of chapters, approvals, released editions and what the public gets of them."""
