"""Live: yourself in the manner of a painting, while you move."""
