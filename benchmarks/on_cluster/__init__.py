"""A cluster on this machine, for benchmarks/cluster.py and the tests of what runs on one."""
