"""The tab Verify."""
