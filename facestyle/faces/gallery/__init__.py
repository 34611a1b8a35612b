"""1:K: people and their encodings, and whose face this is."""
