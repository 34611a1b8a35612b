"""Style transfer in one pass: a network that has learned to lower J for any painting."""
