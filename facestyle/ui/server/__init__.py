"""What running on a server brings: networks that wake, and the GPU of a Space."""
