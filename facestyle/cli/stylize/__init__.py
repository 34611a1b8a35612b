"""The command `stylize`: one picture, or a folder of them."""
