"""Encodings as they came from a cluster, if they were made under the contract that holds here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from facestyle.errors import ContractError
from facestyle.faces.encoders.encode import mapped
from facestyle.faces.encoders.registry import EncoderSpec, encoder_spec
from facestyle.faces.pipeline import EncodedFace
from facestyle.faces.siamese.pictures import Views


def under(spec: EncoderSpec, faces: Sequence[EncodedFace]) -> list[EncodedFace]:
    """Faces as they came, if under the contract that holds here; those of a trained map, which only this process knows.

    Raises:
        ContractError: another release computes there.
    """
    for face in faces:
        _check(spec, face.contract)
    if spec.base is None or not faces:
        return [replace(face, encoding=np.array(face.encoding)) for face in faces]
    encodings = mapped(np.stack([face.encoding for face in faces]), spec.name)
    pairs = zip(faces, encodings, strict=True)
    return [replace(face, encoding=encoding, contract=spec.contract) for face, encoding in pairs]


def views_under(spec: EncoderSpec, views: Views) -> Views:
    """See `under`, for what a training is made of.

    Raises:
        ContractError: another release computes there.
    """
    _check(spec, views.contract)
    encodings = np.array(views.encodings) if spec.base is None else mapped(views.encodings, spec.name)
    return replace(views, encodings=encodings, contract=spec.contract)


def _check(spec: EncoderSpec, contract: str) -> None:
    expected = encoder_spec(spec.base).contract if spec.base else spec.contract
    if contract != expected:
        raise ContractError(
            f"The cluster encodes under {contract}, and this page expects {expected}; run one release on both."
        )
