"""Faces without a name: made unrecognisable."""
