"""The page as a server: how it starts, its limits, its look, and what stands in its head."""
