"""instant(): G in one pass of a network that has learned to lower J, instead of 150 steps of descent.

A style is 100 numbers (networks.py). So styles mix as numbers, and strength is a way from C's own numbers to those of
S. Everything takes and returns plain arrays, and nothing but the numbers of pictures is kept.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch

import facestyle
from facestyle.compute.device import device, lock
from facestyle.compute.memory import available, ran_out
from facestyle.errors import BudgetError, PictureTooSmallError
from facestyle.faces.detection import detect
from facestyle.images import Picture
from facestyle.locked import Locked
from facestyle.style.costs import regions
from facestyle.style.costs.identity import FaceAfter, faces_after
from facestyle.style.descent import colours, transparency
from facestyle.style.descent.start import eight_bits, resized_pixels, scaled, within
from facestyle.style.instant.loading import painter, predictor
from facestyle.style.instant.networks import NUMBERS, STYLE_SIDE
from facestyle.style.instant.options import InstantOptions
from facestyle.style.options import KeepColors

#: Name of the text in a picture that says what it was made with.
KEY = "facestyle-instant"
#: With a shorter side the painter's inner pictures, a quarter as large, have nothing to look at.
MIN_SHORT_SIDE = 16
#: Pixels of a batch that are painted at once; more gains nothing, and takes memory.
_AT_ONCE = 1 << 20
#: Measured peak in float32, rounded up: bytes for each pixel of what is painted at once.
BYTES_PER_PIXEL = 480
#: Pictures whose numbers are remembered: 400 bytes each.
_REMEMBERED = 4096


@dataclass(frozen=True, eq=False)
class Instant:
    """What one pass gives.

    Attributes:
        picture: G, H x W x 3, uint8, with the aspect ratio of C.
        saved: G as it is saved: the picture, or H x W x 4 with the opacity of a transparent C.
        seconds: it took, without waiting for other work on the device and without looking for faces.
        faces: what became of each face in C, where that was asked for.
    """

    picture: np.ndarray
    saved: np.ndarray
    seconds: float
    faces: tuple[FaceAfter, ...] = ()


def instant(
    content: Picture,
    style: Picture | Sequence[Picture],
    options: InstantOptions | None = None,
    masks: Sequence[np.ndarray] = (),
) -> Instant:
    """Paint `content` in the manner of `style`, or of several styles mixed, in one pass.

    Args:
        content: C.
        style: S, or several: mixed by options.style_weights, or each where its mask says.
        options: the default ones where not given.
        masks: where each style goes, see `regions.checked`; everywhere where there are none.

    Raises:
        PictureTooSmallError: a picture is too elongated.
        BudgetError: there is too little memory, or it runs out.
        OptionError: the number of weights differs from that of the styles, or a mask is not one.
        WeightsMissingError, WeightsDamagedError.
    """
    options = options or InstantOptions()
    styles = [style] if isinstance(style, Picture) else list(style)
    shares = options.shares(len(styles))
    masks = regions.checked(masks, len(styles))
    check(content, options.size)
    with lock.beside():
        started = time.perf_counter()
        target = resized_pixels(content, options.size)
        picture = _one_pass(content, target, styles, options, shares, masks)
        seen = transparency.opacity(content, target)
        saved = picture if seen is None else transparency.with_opacity(picture, seen)
        seconds = time.perf_counter() - started
    faces = faces_after(content, detect(content), picture) if options.check_faces else ()
    return Instant(picture, saved, seconds, faces)


def _one_pass(
    content: Picture,
    target: torch.Tensor,
    styles: Sequence[Picture],
    options: InstantOptions,
    shares: Sequence[float],
    masks: Sequence[np.ndarray],
) -> np.ndarray:
    numbers = np.stack([numbers_beside(one, target, options.keep_colors) for one in styles])
    own = style_numbers(content) if options.strength < 1 else numbers[0]
    if masks:
        painted_each = [painted(eight_bits(target)[None], towards(own, one, options.strength)) for one in numbers]
        picture = _in_regions(target, [one[0] for one in painted_each], masks)
    else:
        picture = painted(eight_bits(target)[None], towards(own, mixed(numbers, shares), options.strength))[0]
    if options.keep_colors == "luminance":
        picture = colours.with_colours_of(picture, eight_bits(target))
    return picture


def check(content: Picture, size: int) -> None:
    """Refuse a G that can't be painted, before any work.

    Raises:
        PictureTooSmallError: C is too elongated for this size.
        BudgetError: there is too little memory.
    """
    width, height = scaled(content, size)
    if min(width, height) < MIN_SHORT_SIDE:
        raise PictureTooSmallError(
            f"{content.name} is {content.width} x {content.height} pixels, too elongated: at size {size} its short "
            f"side would be {min(width, height)}, and {MIN_SHORT_SIDE} are needed. Crop it, or choose a larger size."
        )
    free, needed = available(), BYTES_PER_PIXEL * width * height
    if free is not None and needed > free:
        raise BudgetError(
            f"Size {size} takes {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free: choose a smaller "
            "size, or close other programs."
        )


def settings_text(options: InstantOptions, content: Picture, styles: Sequence[Picture]) -> str:
    """Return what a picture was made with as JSON: the options, and the digests of C and S."""
    made_of = {"content": content.digest, "styles": [style.digest for style in styles]}
    return json.dumps({**asdict(options), **made_of, "facestyle": facestyle.__version__})


def style_numbers(picture: Picture) -> np.ndarray:
    """Return the numbers that describe a picture's manner, computed once for each picture: 100, float32.

    Raises:
        PictureTooSmallError: the picture is too elongated.
        WeightsMissingError, WeightsDamagedError.
    """
    known = _numbers.get(picture.digest)
    if known is None:
        known = read_numbers(picture)
        _numbers.keep(picture.digest, known)
    return known


def read_numbers(picture: Picture) -> np.ndarray:
    """Return what `style_numbers` does, not remembered: pictures of a camera or of a film leave nothing behind."""
    return _predicted(_style_pixels(picture))


def mixed(numbers: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Return the numbers of a mixture of styles (k x 100, and k shares that sum to 1): 100, float32."""
    return np.asarray(shares, np.float32) @ np.asarray(numbers, np.float32)


def painted(pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Paint pictures of one size, each in a manner of its own or all in one.

    Args:
        pixels: N x H x W x 3, uint8, at least 16 pixels a side.
        numbers: of `style_numbers` or `mixed`: 100 for all, or N x 100.

    Returns:
        N x H x W x 3, uint8.

    Raises:
        BudgetError: the memory runs out.
        WeightsMissingError, WeightsDamagedError.
    """
    each = np.broadcast_to(np.asarray(numbers, np.float32).reshape(-1, NUMBERS), (len(pixels), NUMBERS))
    height, width = pixels.shape[1:3]
    count = max(1, _AT_ONCE // (height * width))
    too_large = False
    parts = []
    try:
        for start in range(0, len(pixels), count):
            with lock.beside():
                parts.append(_painted(pixels[start : start + count], each[start : start + count]))
    except RuntimeError as problem:
        too_large = ran_out(problem)
        if not too_large:
            raise
    if too_large:  # not raised above, where torch's error would keep its tensors alive
        raise BudgetError(f"The memory ran out at {width} x {height} pixels; choose a smaller size.")
    return np.concatenate(parts) if parts else np.empty((0, height, width, 3), np.uint8)


def _painted(pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    with torch.inference_mode():
        contents = torch.from_numpy(np.array(pixels)).to(device()).permute(0, 3, 1, 2).float().div_(255)
        made = painter()(contents, torch.from_numpy(np.array(numbers)).to(device()))
        return made.permute(0, 2, 3, 1).mul(255).round_().to(torch.uint8).cpu().numpy()


def towards(own: np.ndarray, style: np.ndarray, strength: float) -> np.ndarray:
    """Return the numbers that lie at `strength` on the way from C's own, 0, to those of a style, 1."""
    return ((1 - strength) * own + strength * style).astype(np.float32)


def numbers_beside(style: Picture, content: torch.Tensor, keep_colors: KeepColors) -> np.ndarray:
    """Return the numbers of a style for a content, 1 x 3 x H x W in [0, 1], whose colours it takes where matched."""
    if keep_colors != "matched":
        return style_numbers(style)
    return _predicted(colours.matched(_style_pixels(style), content))


def _style_pixels(picture: Picture) -> torch.Tensor:
    """A style picture as the predictor was trained: with as many pixels, whatever its shape."""
    height, width = picture.pixels.shape[:2]
    scale = STYLE_SIDE / (height * width) ** 0.5
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if min(size) < MIN_SHORT_SIDE:
        raise PictureTooSmallError(
            f"{picture.name} is {picture.width} x {picture.height} pixels, too elongated to read a style from; crop it."
        )
    return transparency.resized(picture, *size).to(device())


def _predicted(pixels: torch.Tensor) -> np.ndarray:
    with lock.beside(), torch.inference_mode():
        numbers: np.ndarray = predictor()(pixels.contiguous(memory_format=torch.channels_last))[0].cpu().numpy()
        return numbers


def _in_regions(content: torch.Tensor, pictures: Sequence[np.ndarray], masks: Sequence[np.ndarray]) -> np.ndarray:
    """Put each picture where its mask is, and C where none is; where masks overlap the pictures are averaged."""
    soft = regions.over(masks, content)
    total = sum(soft[1:], start=soft[0]).clamp(min=1e-6)
    shown = torch.zeros_like(content)
    for picture, mask in zip(pictures, soft, strict=True):
        pixels = torch.from_numpy(picture).to(content).permute(2, 0, 1)[None] / 255.0
        shown += mask / total * pixels
    return eight_bits(within(shown, content, soft))


class _Remembered(Locked):
    """The numbers of pictures by digest; the least recently used are dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._held: OrderedDict[str, np.ndarray] = OrderedDict()

    def get(self, digest: str) -> np.ndarray | None:
        with self._lock:
            found = self._held.pop(digest, None)
            if found is not None:
                self._held[digest] = found
            return found

    def keep(self, digest: str, numbers: np.ndarray) -> None:
        numbers.setflags(write=False)
        with self._lock:
            self._held[digest] = numbers
            while len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)


_numbers = _Remembered()
