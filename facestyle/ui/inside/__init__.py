"""The tab Inside the network."""
