"""The tab Identify."""
