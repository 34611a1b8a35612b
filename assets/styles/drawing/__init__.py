"""How the style pictures are drawn: numpy for fields, Pillow for strokes."""
