"""What a restyling was made with, written into its picture and read back: options, regions, and what it depends on.

With the same pictures on the same kind of machine the settings give the same picture, byte for byte. `differences` says
what stands against that.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import PIL
import torch
from PIL import Image

import facestyle
from facestyle import images, outputs, texts
from facestyle.compute.device import description
from facestyle.errors import FacestyleError, OptionError
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.loading import network
from facestyle.images import Picture
from facestyle.style import features
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.descent import memory_needed
from facestyle.style.options import StyleOptions

#: Name of the text in a picture.
KEY = "facestyle"
#: How pictures were painted whose settings do not name these options: without the cost of colours, over white, and with
#: their faces kept as in C, to which a portrait is nearest.
_UNNAMED: dict[str, Any] = {"color_weight": 0.0, "transparency": "white", "likeness": "portrait"}
#: What `machine_of` calls the number format.
_FORMAT = "number format"
#: What it calls the way in which people are kept recognisable.
_FACES = "faces"
#: A mask's own pixels, whatever its size.
_WHOLE = 10**9


@dataclass(frozen=True, eq=False)
class Settings:
    """What a picture was made with.

    Attributes:
        options: as they were asked for, but the number format is that in which the network ran.
        first_look: whether they were made small, see `StyleOptions.first_look`.
        content, styles, start: digests of C, of the style pictures, and of the pixels that G went on from; empty where
            there were none, or in pictures of an earlier release.
        regions: masks, height x width, 0 to 1; where one was too large to be kept, its digest.
        style_masks: masks on the style pictures, likewise; "" for a picture that is taken as a whole.
        machine: what else decides the picture, by name, see `machine_of`.
        ended: the step after which the run was ended early; 0 where it was not.
    """

    options: StyleOptions
    first_look: bool = False
    content: str = ""
    styles: tuple[str, ...] = ()
    start: str = ""
    regions: tuple[np.ndarray | str, ...] = ()
    machine: Mapping[str, str] = field(default_factory=dict)
    ended: int = 0
    style_masks: tuple[np.ndarray | str, ...] = ()


def machine_of(options: StyleOptions, content: Picture, styles: Sequence[Picture]) -> dict[str, str]:
    """Return what decides a picture besides its settings, by name, where the run takes place.

    Args:
        options, content, styles: of the run; the form of its network is chosen, where it is not yet.
    """
    in_strips = memory_needed.blocks_in_strips(content, styles, options, options.size)
    machine: dict[str, str] = {
        _FORMAT: features.resolved(options.network, options.number_format),
        "facestyle": facestyle.__version__,
        "torch": torch.__version__,
        "Pillow": PIL.__version__,
        "device": description(),
        "memory": {0: "at once", 2: "in strips"}.get(in_strips, f"in strips, {in_strips} blocks"),
    }
    if options.looks_after_faces:
        form: Any = network(DEFAULT_ENCODER, differentiable=True)
        machine["face encoder's number format"] = form.format.name
    if options.identity:
        machine[_FACES] = "painted as far as the likeness allows"
    return machine


def of_run(
    options: StyleOptions,
    content: Picture,
    styles: Sequence[Picture],
    masks: Sequence[np.ndarray] = (),
    start: np.ndarray | None = None,
    first_look: bool = False,
    *,
    machine: Mapping[str, str],
    style_masks: StyleMasks = (),
) -> Settings:
    """Return the settings of a run.

    Args:
        options: as asked for.
        content, styles, start: as for `stylize`.
        masks: as they were given; multiples of 1/255, as pictures have them, are kept exactly.
        first_look: whether the run uses `options.first_look`.
        machine: of `machine_of`, or of the run's steps.
        style_masks: as for `stylize`; kept as masks are.
    """
    chosen: Any = machine[_FORMAT]
    options = replace(options, number_format=chosen)
    digests = tuple(style.digest for style in styles)
    begun = "" if start is None else hashlib.sha256(np.ascontiguousarray(start).tobytes()).hexdigest()
    parts = tuple("" if mask is None else mask for mask in style_masks)
    return Settings(options, first_look, content.digest, digests, begun, tuple(masks), dict(machine), style_masks=parts)


def as_text(settings: Settings, room: int = texts.ROOM["PNG"]) -> str:
    """Return settings as JSON of at most so many characters: of a mask that doesn't fit, only the digest is kept."""
    told = asdict(settings.options) | {
        "first_look": settings.first_look,
        "content": settings.content,
        "styles": settings.styles,
        "start": settings.start,
        "machine": settings.machine,
        "ended": settings.ended,
    }
    masks = {"regions": settings.regions, "style_masks": settings.style_masks}
    for kept in (_packed, _digest):
        text = json.dumps(told | {name: [kept(mask) for mask in several] for name, several in masks.items()})
        if len(text) <= room:
            break
    return text


def write(settings: Settings, pixels: np.ndarray, path: Path) -> None:
    """Write a picture with its settings, see `outputs.write_picture`."""
    # In the comment of a JPEG or WebP, each quotation mark takes two characters.
    room = texts.ROOM[outputs.FORMATS[path.suffix.lower()]] - 3000
    outputs.write_picture(pixels, path, {KEY: as_text(settings, room)})


def read(path: Path, name: str = "") -> Settings:
    """Read the settings that a picture was made with.

    Raises:
        OptionError: the picture holds no settings, or some that are not allowed here.
    """
    name = name or path.name
    try:
        values = json.loads(texts.read(path).get(KEY, "")[: texts.ROOM["PNG"]])
        known = {field.name for field in fields(StyleOptions)}
        given: dict[str, Any] = {key: _tuples(value) for key, value in values.items() if key in known}
        machine = {str(key): str(value) for key, value in values.get("machine", {}).items()}
        if given.get("identity") and "likeness" not in given:
            machine[_FACES] = "kept as in C"
        return Settings(
            StyleOptions(**_UNNAMED | given),
            values.get("first_look") is True,
            str(values.get("content", "")),
            tuple(map(str, values.get("styles", ()))),
            str(values.get("start", "")),
            tuple(_unpacked(one) for one in values.get("regions", ())),
            machine,
            int(values.get("ended", 0)),
            tuple(_unpacked(one) if one else "" for one in values.get("style_masks", ())),
        )
    except FacestyleError as problem:
        raise OptionError(f"The settings in {name} are not allowed here: {problem.message}") from problem
    except Exception as problem:  # Pillow's parsers raise nearly anything on damaged bytes
        raise OptionError(
            f"{name} holds no settings; give a picture that facestyle has made, as it was downloaded."
        ) from problem


def differences(earlier: Settings, now: Settings) -> list[str]:
    """Say why a run will not give an earlier picture byte for byte, a sentence for each reason; none if it will.

    Options that differ are not named: they were changed on purpose.
    """
    if not earlier.machine:
        return ["It was made by an earlier release, which did not record what it depends on."]
    said = []
    if earlier.content != now.content:
        said.append("C is another picture.")
    if earlier.styles != now.styles:
        said.append("S is another picture, or there are more or fewer.")
    if earlier.start != now.start:
        said.append(
            "It went on from an earlier G, which is not in it; give that with --start."
            if earlier.start and not now.start
            else "It went on from another picture."
        )
    if region_digests(earlier) != region_digests(now):
        said.append(
            "It had regions that could not be taken from it; give them with --region."
            if len(earlier.regions) > len(now.regions)
            else "The regions are others."
        )
    if style_mask_digests(earlier) != style_mask_digests(now):
        said.append("The masks on S are others, or could not be taken from it; give them with --style-mask.")
    if earlier.ended:
        said.append(f"It was ended early, after step {earlier.ended}.")
    for what, value in earlier.machine.items():
        if now.machine.get(what) not in (value, None):
            said.append(f"{what[0].upper()}{what[1:]}: {value} then, {now.machine[what]} here.")
    return said


def region_digests(settings: Settings) -> list[str]:
    """Return the digest of each region, whether or not the picture kept it."""
    return [_digest(one) for one in settings.regions]


def style_mask_digests(settings: Settings) -> list[str]:
    """Return the digest of each mask on S, "" where there is none; those behind the last one count for nothing."""
    digests = [_digest(one) for one in settings.style_masks]
    while digests and not digests[-1]:
        digests.pop()
    return digests


def _packed(mask: np.ndarray | str) -> str:
    """A mask as a PNG of 256 greys, or of two, in letters; a digest as it is."""
    if isinstance(mask, str):
        return mask
    grey = Image.fromarray(_eight_bits(mask))
    two = not set(np.unique(np.asarray(grey)).tolist()) - {0, 255}
    file = io.BytesIO()
    (grey.convert("1", dither=Image.Dither.NONE) if two else grey).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def _unpacked(kept: object) -> np.ndarray | str:
    text = str(kept)
    if len(text) == len(_digest(np.zeros((1, 1)))):
        return text
    picture = images.load(base64.b64decode(text, validate=True), name="its region", detail=_WHOLE)
    return picture.pixels[..., 0].astype(np.float32) / 255.0


def _digest(mask: np.ndarray | str) -> str:
    if isinstance(mask, str):
        return mask
    return hashlib.sha256(f"{mask.shape}".encode() + _eight_bits(mask).tobytes()).hexdigest()


def _eight_bits(mask: np.ndarray) -> np.ndarray:
    return np.rint(np.asarray(mask, dtype=np.float32) * 255.0).astype(np.uint8)


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
