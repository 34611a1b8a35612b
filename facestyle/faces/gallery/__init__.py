"""1:K: people, their encodings, and who a face is."""
