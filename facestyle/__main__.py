"""`python -m facestyle` is the command `facestyle`."""

from facestyle.cli.main import main

if __name__ == "__main__":
    main()
