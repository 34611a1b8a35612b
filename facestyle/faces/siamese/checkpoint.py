"""A training run in the middle, and a trained model, as files that cannot run code: safetensors with JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from facestyle.errors import ContractError, FacestyleError, FileMissingError, ModelFileError
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.siamese.model import SiameseModel
from facestyle.faces.siamese.options import KINDS
from facestyle.outputs import atomically

_CHECKPOINT = "facestyle training 1"
_MODEL = "facestyle siamese 1"
#: A joined encoder's map and state are far below it.
MAX_BYTES = 64 * 2**20


def write(path: Path, begun: Mapping[str, Any], arrays: Mapping[str, np.ndarray], plain: Mapping[str, Any]) -> None:
    """Write a run in the middle.

    Args:
        path: the file.
        begun: what the run was begun with: another can't be continued from it.
        arrays, plain: its state.

    Raises:
        OutputError: it can't be written.
    """
    _save(path, _CHECKPOINT, arrays, {"begun": begun, "plain": plain})


def read(path: Path, begun: Mapping[str, Any]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Read a run in the middle.

    Raises:
        FileMissingError, ModelFileError: it is no checkpoint, damaged, or of another run.
    """
    arrays, told = _open(path, _CHECKPOINT, "checkpoint")
    if told.get("begun") != json.loads(json.dumps(begun)):
        raise ModelFileError(
            f"The checkpoint {path.name} is of other pictures or other options; give those, or another file."
        )
    return arrays, told["plain"]


def write_model(path: Path, model: SiameseModel) -> None:
    """Write a trained model with its contract; no pictures, no names.

    Raises:
        OutputError: it can't be written.
    """
    told = {one.name: getattr(model, one.name) for one in fields(model) if one.name not in ("matrix", "weights")}
    _save(path, _MODEL, {"matrix": model.matrix, "weights": model.weights}, told)


def read_model(path: Path, name: str = "") -> SiameseModel:
    """Read a trained model, and check that it fits.

    Raises:
        FileMissingError, ModelFileError: it is none, or damaged.
        ContractError: it stands on an encoder that is not here any more as it was.
    """
    name = name or path.name
    arrays, told = _open(path, _MODEL, "trained model", name)
    try:
        told |= {key: dict(told[key]) for key in ("split", "figures", "settings")}
        if told["kind"] not in KINDS or not isinstance(told["encoder"], str):
            raise ValueError("an unknown kind, or no encoder")
        told |= {key: float(told[key]) for key in ("bias", "tau", "slope", "offset")}
        model = SiameseModel(matrix=arrays["matrix"], weights=arrays["weights"], **told)
        if model.matrix.dtype != np.float32 or model.weights.dtype != np.float32:
            raise ValueError("not float32")
    except (KeyError, TypeError, ValueError, FacestyleError) as problem:
        raise _damaged(name, "trained model") from problem
    known = ENCODERS[model.encoder].contract if model.encoder in ENCODERS else None
    if model.contract != known or len(model.matrix) != ENCODERS[model.encoder].numbers:
        raise ContractError(
            f"{name} was trained on encodings made under {str(model.contract)[:120]}, which is no encoder here any "
            "more; train again."
        )
    return model


def _save(path: Path, kind: str, arrays: Mapping[str, np.ndarray], told: Mapping[str, Any]) -> None:
    whole = {name: np.array(array, order="C") for name, array in arrays.items()}
    data = to_bytes(whole, {"format": kind, "told": json.dumps(told)})
    with atomically(path) as new:
        new.write_bytes(data)


def _open(path: Path, kind: str, what: str, name: str = "") -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    name = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ModelFileError(f"{name} is larger than {MAX_BYTES >> 20} MB; a {what} never is.")
        with safe_open(path, "numpy") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != kind:
                raise ModelFileError(f"{name} is no {what} of facestyle.")
            told = json.loads(metadata["told"])
            arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    except OSError as problem:
        raise FileMissingError(f"The {what} {name} can't be read; check the path.") from problem
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise _damaged(name, what) from problem
    if not isinstance(told, dict):
        raise _damaged(name, what)
    return arrays, told


def _damaged(name: str, what: str) -> ModelFileError:
    return ModelFileError(f"{name} holds no {what} that can be used; it is damaged, or something else.")
