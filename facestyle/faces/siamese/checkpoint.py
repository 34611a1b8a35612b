"""Unfinished trainings and trained models as files that cannot run code: safetensors with JSON in the header."""

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
#: Far more than a joined encoder's map and state take.
MAX_BYTES = 64 * 2**20


def write_checkpoint(
    path: Path, begun: Mapping[str, Any], arrays: Mapping[str, np.ndarray], plain: Mapping[str, Any]
) -> None:
    """Write an unfinished training.

    Args:
        path: the file.
        begun: what training began with: its options and data. Only the same training can be continued from the file.
        arrays, plain: the state.

    Raises:
        OutputError: it can't be written.
    """
    _save(path, _CHECKPOINT, arrays, {"begun": begun, "plain": plain})


def read_checkpoint(path: Path, begun: Mapping[str, Any]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Read an unfinished training.

    Raises:
        FileMissingError, ModelFileError: it is no checkpoint, damaged, or of another training.
    """
    arrays, told = _open(path, _CHECKPOINT, "checkpoint")
    if told.get("begun") != json.loads(json.dumps(begun)):
        raise ModelFileError(
            f"The checkpoint {path.name} is of other pictures or other options; give those, or another file."
        )
    if not isinstance(told.get("plain"), dict):
        raise _damaged(path.name, "checkpoint")
    return arrays, told["plain"]


def write_model(path: Path, model: SiameseModel) -> None:
    """Write a trained model with its contract; no pictures, no names.

    Raises:
        OutputError: it can't be written.
    """
    told = {
        field.name: getattr(model, field.name) for field in fields(model) if field.name not in ("matrix", "weights")
    }
    _save(path, _MODEL, {"matrix": model.matrix, "weights": model.weights}, told)


def read_model(path: Path) -> SiameseModel:
    """Read a trained model, and check that it fits.

    Raises:
        FileMissingError, ModelFileError: it holds none, or is damaged.
        ContractError: its encoder is unknown or has changed.
    """
    name = path.name
    arrays, told = _open(path, _MODEL, "trained model")
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


def _open(path: Path, kind: str, what: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    name = path.name
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
