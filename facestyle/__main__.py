"""``python -m facestyle``."""

import os

# Before torch is loaded: threads that wait by spinning starve each other where other work runs on the same cores.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from facestyle.cli.main import main

if __name__ == "__main__":
    main()
