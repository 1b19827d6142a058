"""Ways of people through education: stations, flows and cross tables."""
