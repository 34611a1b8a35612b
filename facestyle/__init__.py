"""Face verification, gallery identification and neural style transfer.

The names below are public, and loaded when they are first used: importing the package is cheap, loads no network, and
knows nothing of Gradio. It sets how many threads torch will use and what it keeps, so it comes before torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from facestyle.compute.primitives import bound_primitives
from facestyle.compute.threads import set_thread_policy

if TYPE_CHECKING:
    from facestyle.errors import FacestyleError
    from facestyle.faces.crops import FaceCrop, extract_faces
    from facestyle.faces.detection import Face, detect
    from facestyle.faces.distance import distance
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.faces.gallery.people import Identification
    from facestyle.faces.identification import find, identify, open_people
    from facestyle.faces.options import VerifyOptions
    from facestyle.faces.pipeline import EncodedFace, encode, encode_batch
    from facestyle.faces.verification import Verification, verify
    from facestyle.images import Picture, load
    from facestyle.style.instant.instant import Instant, instant
    from facestyle.style.instant.options import InstantOptions
    from facestyle.style.options import StyleOptions
    from facestyle.style.transfer import Step, stylize

__version__ = "0.1.0"

__all__ = [
    "EncodedFace",
    "Face",
    "FaceCrop",
    "FacestyleError",
    "Gallery",
    "Identification",
    "Instant",
    "InstantOptions",
    "Picture",
    "Step",
    "StyleOptions",
    "Verification",
    "VerifyOptions",
    "__version__",
    "detect",
    "distance",
    "encode",
    "encode_batch",
    "extract_faces",
    "find",
    "identify",
    "instant",
    "load",
    "open_people",
    "stylize",
    "verify",
]

#: Where each public name comes from; the imports above say the same to type checkers.
_MODULES = {
    "EncodedFace": "faces.pipeline",
    "Face": "faces.detection",
    "FaceCrop": "faces.crops",
    "FacestyleError": "errors",
    "Gallery": "faces.gallery.gallery",
    "Identification": "faces.gallery.people",
    "Instant": "style.instant.instant",
    "InstantOptions": "style.instant.options",
    "Picture": "images",
    "Step": "style.transfer",
    "StyleOptions": "style.options",
    "Verification": "faces.verification",
    "VerifyOptions": "faces.options",
    "detect": "faces.detection",
    "distance": "faces.distance",
    "encode": "faces.pipeline",
    "encode_batch": "faces.pipeline",
    "extract_faces": "faces.crops",
    "find": "faces.identification",
    "identify": "faces.identification",
    "instant": "style.instant.instant",
    "load": "images",
    "open_people": "faces.identification",
    "stylize": "style.transfer",
    "verify": "faces.verification",
}

set_thread_policy()
bound_primitives()


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
