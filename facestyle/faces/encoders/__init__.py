"""Face crops to encodings f(x)."""
