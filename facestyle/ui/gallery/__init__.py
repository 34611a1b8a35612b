"""The gallery's side of the tab Identify."""
