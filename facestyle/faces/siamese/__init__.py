"""A Siamese network that learns: triplet loss, binary heads, and how they are trained."""
