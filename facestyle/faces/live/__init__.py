"""Names on faces while they move."""
