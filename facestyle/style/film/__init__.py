"""Films painted in the manner of pictures, frame by frame and without flicker."""
