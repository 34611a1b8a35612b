#!/bin/sh
# Install what requirements.lock lists, by its hashes: `install.sh cpu` or `install.sh cuda`.
# The CPU build of torch has other files than the locked one; so it comes from its own index, in the locked version.
set -eu
INDEX=${TORCH_INDEX:-https://download.pytorch.org/whl/cpu}
case "${1:-cpu}" in
cuda)
    python -m pip install --no-deps --require-hashes -r requirements.lock
    ;;
cpu)
    python - <<'PYTHON'
import re
from pathlib import Path

entries = re.split(r"\n(?=[a-z0-9])", Path("requirements.lock").read_text(encoding="utf-8"))
own = re.compile(r"(torch|torchvision|triton|cuda-[\w-]+|nvidia-[\w-]+)==([\w.]+)")
torch = [f"{found[1]}=={found[2]}" for one in entries if (found := own.match(one)) and found[1].startswith("torch")]
Path("/tmp/others.lock").write_text("\n".join(one for one in entries if not own.match(one)) + "\n", encoding="utf-8")
Path("/tmp/torch.txt").write_text("\n".join(torch) + "\n", encoding="utf-8")
PYTHON
    python -m pip install --no-deps --index-url "$INDEX" -r /tmp/torch.txt
    python -m pip install --no-deps --require-hashes -r /tmp/others.lock
    rm /tmp/others.lock /tmp/torch.txt
    ;;
*)
    echo "TORCH is $1; choose cpu or cuda." >&2
    exit 2
    ;;
esac
