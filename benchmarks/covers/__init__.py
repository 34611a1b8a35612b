"""How the network of facestyle/faces/quality/covers.py learned to tell covered faces, and what it is worth."""
