"""How well a face can be recognised in a picture, and what covers it."""
