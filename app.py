"""The page as a program, and the entry of a Hugging Face Space. `python app.py` serves it on 127.0.0.1:7860."""

from facestyle.ui.page import build, main

__all__ = ["build", "main"]

if __name__ == "__main__":
    main()
