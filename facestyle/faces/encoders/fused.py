"""fused: facenet-128 and dlib together, which err on different pictures."""

from __future__ import annotations

from facestyle.faces.encoders import dlib, facenet_128
from facestyle.faces.encoders.registry import EncoderSpec

# dlib's distances are about a quarter of facenet-128's: with these shares both encoders weigh about the same.
_PARTS = ((facenet_128.SPEC.name, 0.3), (dlib.SPEC.name, 0.7))

SPEC = EncoderSpec(
    name="fused",
    description=f"both encodings in a row: d = {' + '.join(f'{share:g} d of {part}' for part, share in _PARTS)}; six "
    "runs of networks for a face instead of four",
    licence="those of its parts",
    trained_on="what its parts were trained on",
    limits="those of its parts",
    numbers=256,
    standardisation="none",
    size=160,
    tau=0.46,
    tau_gallery=0.41,
    tau_source="measured on LFW's 2,200 development pairs: at 0.46, 0.5 % of the strangers' pairs fall below and 0.4 % "
    "of the matching pairs above; at 0.41, none and 1.3 %. Of all 5.9 million pairs of strangers among their pictures, "
    "0.3 % fall below 0.46 and 0.1 % below 0.41",
    parts=_PARTS,
)
