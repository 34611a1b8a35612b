"""The trained networks: where they come from, and how their files are read."""
