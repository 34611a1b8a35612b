"""What benchmarks/gpu.py measures and checks, a file for each kind of check."""
