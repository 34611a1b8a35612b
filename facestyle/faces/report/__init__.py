"""A verification to take away: one page, as PNG or PDF."""
