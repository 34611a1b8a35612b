"""torchvision without torch's compiler: a start of the program is two seconds shorter.

`torchvision.ops.roi_align`, which nothing here uses, imports torch._dynamo for one question that it asks when it is
called. Every `import torchvision` brings it along. So the question stands in for that module while torchvision is
imported, and imports the compiler when somebody asks it. Files that import torchvision, or a package that does, import
this one first.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_ASKED = "torch._dynamo.utils"


def is_compile_supported(device_type: str) -> bool:
    """What torch's own function of this name says of a device's type, such as 'cpu'."""
    answer: bool = importlib.import_module(_ASKED).is_compile_supported(device_type)
    return answer


def _import_torchvision() -> None:
    if _ASKED in sys.modules or "torchvision" in sys.modules:
        return
    standing_in = ModuleType(_ASKED)
    standing_in.is_compile_supported = is_compile_supported  # type: ignore[attr-defined]
    sys.modules[_ASKED] = standing_in
    try:
        importlib.import_module("torchvision")
    except ImportError:  # another release of torchvision asks for more than that: as it would be without all this
        sys.modules.pop("torchvision", None)
    finally:
        del sys.modules[_ASKED]


_import_torchvision()
