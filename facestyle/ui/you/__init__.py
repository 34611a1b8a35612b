"""You as a painting, a part of the tab Style: one selfie in four styles, each with its distance."""
