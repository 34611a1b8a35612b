"""``python -m facestyle``."""

from facestyle.cli import main

if __name__ == "__main__":
    main()
