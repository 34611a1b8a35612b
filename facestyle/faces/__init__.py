"""From a picture to a decision about whose face it shows."""
