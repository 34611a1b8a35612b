"""Film: a film in the manner of a picture, beside the original."""
