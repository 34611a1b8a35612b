"""The parts of load.py: the server that is tried, its visitors, their pictures, and what comes of it."""
