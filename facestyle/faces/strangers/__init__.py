"""Faces without a name: grouped by who looks alike, and made unrecognisable."""
