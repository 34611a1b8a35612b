"""Where the networks run: in this process, or in others, on this machine or on many."""
