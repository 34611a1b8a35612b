"""What J is made of."""
