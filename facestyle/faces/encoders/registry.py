"""The description of an encoder, and the table of all of them by name. Each encoder has a file of its own.

The table can be read without torch and numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from facestyle.errors import OptionError

if TYPE_CHECKING:
    import numpy as np
    from torch import nn

Standardisation = Literal["per-image", "fixed", "none"]
#: x and y of five landmarks, in the order of `Face.landmarks`.
Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Crop:
    """One way to cut a face out.

    Attributes:
        margin: around the box, in pixels of the crop, where it is cut by the box; see `alignment.crop`.
        places: where the landmarks come to lie in the crop, see `alignment.align`; None cuts by the box.
    """

    margin: int = 0
    places: Places | None = None

    @property
    def name(self) -> str:
        """For the contract."""
        return "aligned" if self.places else f"box+{self.margin}"


@dataclass(frozen=True)
class EncoderSpec:
    """What makes encodings comparable: a network and the way pictures are prepared for it.

    Attributes:
        name: what users choose by.
        description: the network, and who trained it.
        licence, trained_on, limits: for the model card.
        numbers: length of an encoding.
        standardisation: ``per-image`` subtracts a crop's mean and divides by its deviation (at least
            1/sqrt(number of values)); ``fixed`` is (x - 127.5)/128; ``none`` leaves it to the network.
        size: of a crop, in pixels on each side.
        tau: two pictures show the same person where d <= tau.
        tau_gallery: the same for the nearest of several people in a gallery. It is stricter, since each person
            enrolled is one more chance to be mistaken.
        tau_source: where both come from.
        load: makes the network as it was trained, in float32 on the CPU: N x 3 x size x size to N x numbers. Fetches
            what is absent, or raises WeightsMissingError or WeightsDamagedError. None for one that joins others.
        crops: the ways in which a face is cut out; the encodings of several are averaged. The first is what people
            are shown. Empty for one that joins others.
        mirrored: the encodings of each crop and of its mirror image are averaged.
        parts: the encoders that this one joins, and the share that each has in d.
        base: the encoder that this one is a trained linear map of, see trained.py; None for one that stands by itself.
        map_digest: the beginning of the SHA-256 of that map.
        file_digest: what an operator's own file and its card are known by, see onnx.py.
        calibration: a file with what its distances mean; None takes the one that comes with the package.
    """

    name: str
    description: str
    licence: str
    trained_on: str
    limits: str
    numbers: int
    standardisation: Standardisation
    size: int
    tau: float
    tau_gallery: float
    tau_source: str
    load: Callable[[], nn.Module] | None = None
    crops: tuple[Crop, ...] = ()
    mirrored: bool = False
    parts: tuple[tuple[str, float], ...] = ()
    base: str | None = None
    map_digest: str = ""
    file_digest: str = ""
    calibration: Path | None = None

    @property
    def contract(self) -> str:
        """Names everything that an encoding depends on. Encodings of two contracts are never compared."""
        if self.base is not None:
            return f"{ENCODERS[self.base].contract}/map {self.map_digest}"
        if self.parts:
            return f"{self.name}({' + '.join(f'{share:g} {ENCODERS[part].contract}' for part, share in self.parts)})"
        cut = " and ".join(crop.name for crop in self.crops)
        return (
            f"{self.name}/{self.numbers}/{self.standardisation}/{self.size}/{cut}"
            f"{', mirrored' if self.mirrored else ''}/v3{'/file ' if self.file_digest else ''}{self.file_digest}"
        )

    @property
    def passes(self) -> int:
        """How often a network is run for one face."""
        if self.base is not None:
            return ENCODERS[self.base].passes
        if self.parts:
            return sum(ENCODERS[part].passes for part, _ in self.parts)
        return len(self.crops) * (1 + self.mirrored)

    @property
    def networks(self) -> tuple[str, ...]:
        """Names of the encoders whose networks it needs."""
        return tuple(part for part, _ in self.parts) or (self.base or self.name,)


#: The encoders that come with the package, by name, in the order in which they are offered.
ENCODERS: dict[str, EncoderSpec] = {}
#: Encoders trained on top of one of these, with their maps, that this process knows.
_trained: dict[str, tuple[EncoderSpec, np.ndarray]] = {}


def register(*specs: EncoderSpec) -> None:
    """Offer encoders, behind those that are offered already."""
    ENCODERS.update({spec.name: spec for spec in specs})


def add_trained(spec: EncoderSpec, matrix: np.ndarray) -> None:
    """Make a trained map of an encoder known by its name, for this process.

    Args:
        spec: with a base.
        matrix: numbers x numbers, float32; encodings are f = matrix f_base, brought to unit length.
    """
    _trained[spec.name] = (spec, matrix)


def trained_map(name: str) -> np.ndarray:
    """The matrix of an encoder that `add_trained` made known."""
    return _trained[name][1]


def known_encoder(name: str) -> EncoderSpec | None:
    """The encoder of that name, one that comes with the package or a trained one; None where there is none."""
    if name in ENCODERS:
        return ENCODERS[name]
    return _trained[name][0] if name in _trained else None


def encoder_spec(name: str) -> EncoderSpec:
    """Look an encoder up by name.

    Raises:
        OptionError: there is none of that name.
    """
    spec = known_encoder(name)
    if spec is None:
        raise OptionError(f"The encoder {str(name)[:40]!r} is unknown; choose one of {', '.join(ENCODERS)}.")
    return spec


def check_anywhere(name: str) -> None:
    """Check that other processes know an encoder, too.

    Raises:
        OptionError: it comes from an ONNX file, which only this process has read; or there is none of that name.
    """
    spec = encoder_spec(name)
    if any(encoder_spec(part).file_digest for part in (spec.name, *spec.networks)):
        raise OptionError(
            f"The encoder {name} comes from a file that a cluster's processes don't have; choose another one, or "
            "compute without a cluster."
        )
