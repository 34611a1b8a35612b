"""The page: one file a tab. Words and widgets, no mathematics."""
