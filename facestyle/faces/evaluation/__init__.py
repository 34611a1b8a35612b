"""How good answers are, on pictures whose truth is known."""
