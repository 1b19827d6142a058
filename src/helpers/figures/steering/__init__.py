"""Goals, offers, reach and allocation of means."""
