"""Training a Siamese network: triplet loss and binary heads."""
