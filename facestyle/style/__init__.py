"""Neural style transfer (Gatys, Ecker and Bethge, 2016)."""
