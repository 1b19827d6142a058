"""The finished report: made when something changed, put in the old one's place in one step."""
