"""The page: a folder for each tab. Words and widgets, no mathematics."""
