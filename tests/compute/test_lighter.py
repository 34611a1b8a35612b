"""torchvision is there without torch's compiler, which is imported where it is asked for."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import facestyle.faces.pipeline
import facestyle.style.transfer
assert "torchvision" in sys.modules
assert "torch._dynamo" not in sys.modules and "torch._dynamo.utils" not in sys.modules
import torch
from torchvision.ops import roi_align
pooled = roi_align(torch.arange(16.0).reshape(1, 1, 4, 4), [torch.tensor([[0.0, 0.0, 4.0, 4.0]])], 2, aligned=True)
assert pooled.flatten().tolist() == [2.5, 4.5, 10.5, 12.5], pooled
from facestyle.compute import lighter
from torch._dynamo.utils import is_compile_supported
assert lighter.is_compile_supported("cpu") == is_compile_supported("cpu")
assert torch.compile(lambda x: x + 1, backend="eager")(torch.ones(2)).tolist() == [2, 2]
"""

OTHER_RELEASE = "from torch._dynamo.utils import counters, is_compile_supported\n"


def test_a_release_that_asks_for_more_gets_the_compiler(tmp_path):
    (tmp_path / "torchvision").mkdir()
    (tmp_path / "torchvision" / "__init__.py").write_text(OTHER_RELEASE, encoding="utf-8")
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
import facestyle.compute.lighter
import torchvision
assert torchvision.counters is sys.modules["torch._dynamo.utils"].counters
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_the_compiler_is_imported_where_it_is_asked_for_and_not_before():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
