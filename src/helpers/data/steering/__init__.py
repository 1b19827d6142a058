"""What staff keep for steering: goals with their measures, offers, facilities, and amounts to be distributed."""
