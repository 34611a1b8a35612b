"""How fast J falls from each start: from random noise, from the coarse forms of C, from C.

`python benchmarks/starts.py --data DIR [--pairs 3] [--size 256] [--steps 60]`. The pairs and the weights of J are those
of benchmarks/style.py. Prints J after every tenth step; unlike seconds, steps do not depend on how busy the machine is.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

from benchmarks.style import OURS, pairs_of
from facestyle import images
from facestyle.style.transfer import StyleOptions, stylize

STARTS = ("noise", "coarse", "content")
EVERY = 10


def main() -> None:
    """Descend and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder with content/ and style/")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    for content, style in pairs_of(arguments.data, arguments.pairs):
        for start in STARTS:
            options = StyleOptions(size=arguments.size, steps=arguments.steps, init=start, **OURS)
            steps = stylize(images.load(content), images.load(style), options)
            told = [f"{step.total_cost:.3f}" for step in steps if step.iteration and not step.iteration % EVERY]
            print(f"{content.stem} + {style.stem}, {start}: J {' '.join(told)}", flush=True)


if __name__ == "__main__":
    main()
