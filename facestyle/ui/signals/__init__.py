"""The tab 1-D and 3-D."""
