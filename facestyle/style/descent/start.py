"""Pictures as the descent sees them, what G starts from, and how G becomes a picture again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from facestyle.compute.device import device
from facestyle.errors import OptionError
from facestyle.images import Picture
from facestyle.style.costs import regions, taken
from facestyle.style.descent import colours, transparency
from facestyle.style.options import TILE_STEP, StyleOptions

#: Deviation of the random noise around grey. More leaves grain that the descent does not remove in some hundred steps:
#: golden_gate in the manner of starry_night, 256 px, J after 143 steps: 4.88 from 0.01, 4.95 from 0.03, 5.06 from 0.06.
NOISE = 0.01
#: Cycles that the coarse forms of C have along its long side, at most (the deviation of a Gaussian over frequencies).
#: Coarse brightness is what a descent from noise wins last, and what C and the colours of S already tell.
COARSE = 16.0
#: A start from C keeps so far from 0 and 1. At the bound itself a black C is a minimum: every pixel would have to
#: become darker still for J to fall, and what lies beyond the bound has no gradient that leads back.
INSIDE = 2 / 255
#: Deviation of the noise on a start from a C that deviates by less: where all pixels have one colour they have one
#: gradient, and would stay one colour.
GRAIN = 1 / 255


def checked_start(start: np.ndarray | None, content: Picture, step: int = 1) -> np.ndarray | None:
    """Return `start` where a run over `content` can begin there.

    Args:
        start: height x width x 3, uint8, of any size; None: nothing to go on from.
        content: C, whose shape G has.
        step: what the sides of G are multiples of.

    Raises:
        OptionError: it is not a picture, or its shape differs from that of C.
    """
    if start is None:
        return None
    if not isinstance(start, np.ndarray) or start.dtype != np.uint8 or start.ndim != 3 or start.shape[2] != 3:
        raise OptionError("The picture to go on from is not a picture; give height x width x 3 numbers from 0 to 255.")
    height, width = start.shape[:2]
    wide, high = scaled(content, max(height, width), step)
    if not start.size or abs(width * high / (height * wide) - 1) > regions.ASKEW:
        raise OptionError(
            f"The picture to go on from is {width} x {height} pixels and C is {content.width} x {content.height}: "
            "give a G that was made from this C, or start from noise."
        )
    return start


def scaled(picture: Picture, size: int, step: int = 1) -> tuple[int, int]:
    """Return width and height of a picture whose long side becomes `size`, rounded to multiples of `step`."""
    height, width = picture.pixels.shape[:2]
    ratio = size / max(height, width) / step
    return step * max(1, round(width * ratio)), step * max(1, round(height * ratio))


def resized_pixels(picture: Picture, size: int, step: int = 1) -> torch.Tensor:
    """Return 1 x 3 x H x W in [0, 1] on the device, in the size that `scaled` gives."""
    return _resized(picture, size, step).to(device())


def enlarged(generated: torch.Tensor, height: int, width: int, periodic: bool = False) -> torch.Tensor:
    """Return G in another size, interpolated between pixels; beyond its borders a periodic one goes on with itself.

    Args:
        generated: 1 x 3 x H x W; of a periodic G, both sizes are multiples of `TILE_STEP`.
    """
    if not periodic:
        return functional.interpolate(generated, (height, width), mode="bicubic", align_corners=False)
    across, down = generated.shape[3] // TILE_STEP, generated.shape[2] // TILE_STEP
    framed = functional.pad(generated, (across, across, down, down), mode="circular")
    beyond = height // TILE_STEP, width // TILE_STEP
    size = (height + 2 * beyond[0], width + 2 * beyond[1])
    made = functional.interpolate(framed, size, mode="bicubic", align_corners=False)
    return made[:, :, beyond[0] : beyond[0] + height, beyond[1] : beyond[1] + width]


def style_pixels(
    styles: Sequence[Picture],
    options: StyleOptions,
    size: int,
    content: torch.Tensor,
    seen: torch.Tensor | None = None,
    masks: taken.StyleMasks = (),
) -> tuple[list[torch.Tensor], list[torch.Tensor | None]]:
    """Return the style pictures as a G of this size is compared with them, in the colours of C if options say so.

    Beside them comes how much each of their pixels counts, 1 x 1 x height x width; None where all count alike.

    Args:
        styles, options, size: as for a descent.
        content: C, of `resized_pixels`; the results lie on its device.
        seen: the opacity of C.
        masks: on the style pictures, of `taken.checked`.
    """
    pictures = [_resized(style, round(size * options.style_scale)).to(content.device) for style in styles]
    masks = masks or [None] * len(styles)
    parts = [
        taken.over(mask, transparency.opacity(style, picture), picture)
        for style, picture, mask in zip(styles, pictures, masks, strict=True)
    ]
    # Deep layers see far beyond the edge of a mask: what is not taken may not be seen from there either.
    pictures = [
        picture if mask is None or part is None else transparency.carried_on(picture, part)
        for picture, mask, part in zip(pictures, masks, parts, strict=True)
    ]
    if options.keep_colors == "matched":
        pictures = [colours.matched(one, content, of, seen) for one, of in zip(pictures, parts, strict=True)]
    return pictures, parts


def start_of(
    options: StyleOptions,
    content: torch.Tensor,
    styles: Sequence[torch.Tensor],
    earlier: np.ndarray | None,
    parts: Sequence[torch.Tensor | None],
    seen: torch.Tensor | None = None,
) -> torch.Tensor:
    """Return G before the first step, of the shape of `content`, not quite within [0, 1].

    Args:
        options: which start, and the seed.
        content, styles: C and S, 1 x 3 x H x W in [0, 1].
        earlier: a G to go on from, H x W x 3, uint8, whatever options.init says.
        parts: how much each pixel of each style picture counts, of `style_pixels`.
        seen: the opacity of C.
    """
    if earlier is not None:
        return _pixels_like(earlier, content)
    if options.init == "content":
        begun = content.clamp(INSIDE, 1 - INSIDE)
        flat = bool(begun.flatten(2).std(dim=2).max() < GRAIN)
        return begun + GRAIN * _noise(content.shape, options.seed).to(content) if flat else begun
    if options.init == "coarse":
        forms = coarse_forms(content, styles, options.shares(len(styles)), parts, seen)
        return forms + NOISE * _noise(content.shape, options.seed).to(content)
    if options.init == "style-noise":
        return colours.noise_like(styles[0], content.shape, options.seed, parts[0])
    return (0.5 + NOISE * _noise(content.shape, options.seed)).to(content)


def coarse_forms(
    content: torch.Tensor,
    styles: Sequence[torch.Tensor],
    shares: Sequence[float],
    parts: Sequence[torch.Tensor | None],
    seen: torch.Tensor | None,
) -> torch.Tensor:
    """Return C without its details, in colours with the mean and covariance of those of S; 1 x 3 x H x W.

    Args:
        content, styles: C and S, 1 x 3 x H x W in [0, 1].
        shares: what each style contributes to the colours.
        parts, seen: how much each pixel of each style picture counts, and each of C.
    """
    each = zip(shares, styles, parts, strict=True)
    recoloured = [share * colours.matched(content, style, seen, part) for share, style, part in each]
    pixels = sum(recoloured[1:], start=recoloured[0])
    height, width = pixels.shape[2:]
    rows, columns = torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width)[None]
    cycles = max(height, width) * (rows.square() + columns.square()).sqrt()
    kept = torch.exp(-0.5 * (cycles / COARSE).square()).to(pixels)
    blurred = torch.fft.irfft2(torch.fft.rfft2(pixels) * kept, s=(height, width))
    return blurred.clamp(INSIDE, 1 - INSIDE)


def _noise(shape: torch.Size, seed: int) -> torch.Tensor:
    # Drawn on the CPU, so that a seed gives the same noise on every device.
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def first_picture(
    content: Picture,
    styles: Sequence[Picture],
    options: StyleOptions,
    masks: Sequence[np.ndarray] = (),
    earlier: np.ndarray | None = None,
    style_masks: taken.StyleMasks = (),
) -> np.ndarray:
    """Return G before the first step as a picture, H x W x 3, uint8, of the full size, in a moment and on the CPU.

    It lacks the faces that a run may put into its start: finding them takes longer.

    Args:
        content, styles, options: as for `stylize`.
        masks: of `regions.checked`.
        earlier: of `checked_start`.
        style_masks: of `taken.checked`.
    """
    content, *styles = transparency.as_asked([content, *styles], options)
    target = _resized(content, options.size, options.step_of_sides)
    seen = transparency.opacity(content, target)
    pictures, parts = style_pixels(styles, options, options.size, target, seen, style_masks)
    begun = start_of(options, target, pictures, earlier, parts, seen)
    shown = eight_bits(within(begun.clamp(0, 1), target, regions.over(masks, target), seen))
    return shown if seen is None else transparency.with_opacity(shown, seen)


def within(
    shown: torch.Tensor, content: torch.Tensor, masks: Sequence[torch.Tensor], seen: torch.Tensor | None = None
) -> torch.Tensor:
    """Return G within the regions, where there are any, and where C can be seen, and C everywhere else.

    Args:
        shown, content: G and C, 1 x 3 x H x W.
        masks: of the regions, 1 x 1 x H x W each.
        seen: the opacity of C, 1 x 1 x H x W; None where it is opaque.
    """
    covers = [sum(masks[1:], start=masks[0]).clamp(max=1)] if masks else []
    if seen is not None:
        covers.append((seen > 0).to(seen))
    if not covers:
        return shown
    cover = covers[0] * covers[1] if len(covers) > 1 else covers[0]
    return content + cover * (shown - content)


def eight_bits(pixels: torch.Tensor) -> np.ndarray:
    """Return 1 x 3 x H x W in [0, 1] as H x W x 3, uint8."""
    return (pixels[0].permute(1, 2, 0) * 255).round().to(torch.uint8).cpu().numpy()


def sixteen_bits(pixels: torch.Tensor) -> np.ndarray:
    """Return 1 x 3 x H x W in [0, 1] as H x W x 3, uint16."""
    return (pixels[0].permute(1, 2, 0) * 65535).round().cpu().numpy().astype(np.uint16)


def _pixels_like(start: np.ndarray, pixels: torch.Tensor) -> torch.Tensor:
    """Return `start` as 1 x 3 x H x W in [0, 1], of the size and on the device of `pixels`."""
    given = torch.from_numpy(start.astype(np.float32) / 255.0).permute(2, 0, 1)[None]
    shape = (pixels.shape[2], pixels.shape[3])
    if tuple(given.shape[2:]) != shape:
        given = functional.interpolate(given, shape, mode="bicubic", align_corners=False, antialias=True).clamp(0, 1)
    return given.to(pixels)


def _resized(picture: Picture, size: int, step: int = 1) -> torch.Tensor:
    return transparency.resized(picture, *scaled(picture, size, step))
