"""Encoders from ONNX files that an operator has: any face encoder can stand where those of the package stand.

A file is believed as far as its card (card.py) goes: the card names it by its SHA-256, and says how a face is prepared.
Its encodings carry a contract made of both. onnxruntime runs it; it is an extra: pip install 'facestyle[onnx]'.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from facestyle.compute.device import device
from facestyle.errors import EncoderFileError, FileMissingError
from facestyle.faces.calibration import read_calibration
from facestyle.faces.encoders.card import Card, read_card
from facestyle.faces.encoders.registry import ENCODERS, EncoderSpec, register

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: A face encoder of 250 million numbers in float32; the file is held in memory while it is read.
MAX_BYTES = 1024 * 2**20
ENDING = ".onnx"


class OnnxNetwork(nn.Module):
    """A network that onnxruntime runs: N x 3 x size x size float32 to N x numbers float32. It has no gradients.

    Raises:
        EncoderFileError: the file takes or gives something else.
    """

    def __init__(self, session: InferenceSession, card: Card, name: str) -> None:
        super().__init__()
        self._session = session
        self._card = card
        wanted, *others = session.get_inputs()
        self._input, shape = wanted.name, wanted.shape
        self._channels_last = len(shape) == 4 and shape[-1] == 3
        sides = shape[1:3] if self._channels_last else shape[2:4]
        fits = all(not isinstance(side, int) or side == card.input_size for side in sides)
        if others or len(shape) != 4 or wanted.type != "tensor(float)" or not fits:
            raise EncoderFileError(
                f"{name} takes {wanted.type} of {shape}; a face encoder takes float pictures of {card.input_size} x "
                f"{card.input_size} x 3, as its card says."
            )
        self._one_by_one = isinstance(shape[0], int)
        self._output = session.get_outputs()[0].name
        self.numbers = self._length(name)

    def _length(self, name: str) -> int:
        grey = torch.full((1, 3, self._card.input_size, self._card.input_size), 127.0)
        try:
            found = self._run(grey.numpy())
        except Exception as problem:  # onnxruntime raises classes of its own
            raise EncoderFileError(f"{name} can't be run: {str(problem).splitlines()[0][:200]}") from problem
        if found.ndim != 2 or len(found) != 1 or not 1 < found.shape[1] <= 4096 or not np.isfinite(found).all():
            raise EncoderFileError(f"{name} gives values of shape {found.shape}; an encoding is 1 row of 2 to 4096.")
        return int(found.shape[1])

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        """N x 3 x size x size, RGB, as `EncoderSpec.standardisation` leaves them."""
        if self._card.standardisation == "mean-std":
            crops = (crops - self._card.mean) / self._card.std
        if self._card.colour_order == "BGR":
            crops = crops.flip(1)
        values = np.ascontiguousarray(crops.detach().float().cpu().numpy())
        batches = np.split(values, len(values)) if self._one_by_one else [values]
        return torch.from_numpy(np.concatenate([self._run(batch) for batch in batches])).to(crops.device)

    def _run(self, values: np.ndarray) -> np.ndarray:
        if self._channels_last:
            values = np.ascontiguousarray(values.transpose(0, 2, 3, 1))
        result: np.ndarray = self._session.run([self._output], {self._input: values})[0]
        return result.reshape(len(result), -1).astype(np.float32, copy=False)


def onnx_encoder(path: Path) -> str:
    """Make an ONNX file an encoder, which verification, galleries, evaluation and training take by its name.

    A calibration beside it, `NAME.calibration.json`, is taken for its own. Without one its distances are no
    probabilities, and tau is the card's.

    Returns:
        The encoder's name, as its card says it.

    Raises:
        FileMissingError: the file, or its card, can't be read.
        EncoderFileError: onnxruntime is not installed; the file is no face encoder; the card is not its own; or the
            name is another encoder's.
        CalibrationError, ContractError: the calibration beside it is damaged, or of another encoder.
    """
    data = _bytes_of(path)
    digest = hashlib.sha256(data).hexdigest()
    card = read_card(path, digest)
    network = OnnxNetwork(_session(data, path.name), card, path.name)
    calibration = path.with_suffix(".calibration.json")
    spec = EncoderSpec(
        name=card.name,
        description=card.description,
        licence=card.licence,
        trained_on=card.trained_on,
        limits=card.limits,
        numbers=network.numbers,
        standardisation="none" if card.standardisation == "mean-std" else card.standardisation,
        size=card.input_size,
        tau=card.tau,
        tau_gallery=card.tau,
        tau_source=f"what the card of {path.name} says; calibrate it on pictures of your own",
        load=partial(_loaded, network),
        crops=card.crops,
        mirrored=card.mirrored,
        file_digest=f"{digest[:16]}-{card.preparation}",
        calibration=calibration if calibration.is_file() else None,
    )
    known = ENCODERS.get(spec.name)
    if known is not None and known.contract != spec.contract:
        raise EncoderFileError(f"{spec.name} is the name of another encoder already; choose another on the card.")
    register(spec)
    if spec.calibration is not None:
        learned = read_calibration(spec.calibration)
        register(replace(spec, tau=learned.even, tau_source=f"calibrated on {learned.source}"))
    return spec.name


def _loaded(network: OnnxNetwork) -> nn.Module:
    return network


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise EncoderFileError(f"{path.name} is over {MAX_BYTES // 2**20} MB; that is no face encoder.")
        return path.read_bytes()
    except OSError as problem:
        raise FileMissingError(f"The encoder {path.name} can't be read; check the path.") from problem


def _session(data: bytes, name: str) -> InferenceSession:
    """The network in onnxruntime, on the accelerator where that is CUDA and the installed onnxruntime has it."""
    try:
        import onnxruntime
    except ImportError as problem:
        raise EncoderFileError(
            f"{name} needs onnxruntime, which is not installed; run: pip install 'facestyle[onnx]'."
        ) from problem
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3
    wanted = ["CUDAExecutionProvider"] if device().type == "cuda" else []
    here: Any = [one for one in [*wanted, "CPUExecutionProvider"] if one in onnxruntime.get_available_providers()]
    try:
        return onnxruntime.InferenceSession(data, options, providers=here)
    except Exception as problem:  # onnxruntime raises classes of its own, on damaged files and on unknown operators
        raise EncoderFileError(
            f"{name} can't be read as an ONNX network: {str(problem).splitlines()[0][:200]}. Weights in a second file "
            "are not supported; save it as one file."
        ) from problem
