"""The tab Style."""
