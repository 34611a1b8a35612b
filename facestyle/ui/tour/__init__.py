"""The tour: three minutes above the tabs, from a verdict to what the network looks at."""
