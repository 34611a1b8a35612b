"""What a 3-D filter sees in a volume, compared with the same filter in 2-D, slice by slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from facestyle.errors import ShapeError
from facestyle.fields import check, limits, option
from facestyle.signals.convolution import Convolution, Shape, cross_correlate, output_shape

Kind = Literal["edge", "blob", "smoothing"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Long side of a volume that is worked on, in voxels.
SIDE = 64
SMALLEST = 16

#: The head phantom of Shepp and Logan in three dimensions: intensity, half axes a, b, c, centre x, y, z, and degrees
#: that it is turned about z. Ellipsoids of Kak and Slaney 1988, "Principles of Computerized Tomographic Imaging",
#: chapter 3, with the half axes of z and the visible contrast of the modified phantom (Toft 1996, pages 199 and 200).
ELLIPSOIDS = (
    (1.0, 0.69, 0.92, 0.81, 0.0, 0.0, 0.0, 0.0),
    (-0.8, 0.6624, 0.874, 0.78, 0.0, -0.0184, 0.0, 0.0),
    (-0.2, 0.11, 0.31, 0.22, 0.22, 0.0, 0.0, -18.0),
    (-0.2, 0.16, 0.41, 0.28, -0.22, 0.0, 0.0, 18.0),
    (0.1, 0.21, 0.25, 0.41, 0.0, 0.35, -0.15, 0.0),
    (0.1, 0.046, 0.046, 0.05, 0.0, 0.1, 0.25, 0.0),
    (0.1, 0.046, 0.046, 0.05, 0.0, -0.1, 0.25, 0.0),
    (0.1, 0.046, 0.023, 0.05, -0.08, -0.605, 0.0, 0.0),
    (0.1, 0.023, 0.023, 0.02, 0.0, -0.606, 0.0, 0.0),
    (0.1, 0.023, 0.046, 0.02, 0.06, -0.605, 0.0, 0.0),
)


@dataclass(frozen=True)
class VolumeOptions:
    """Which filter is used, and on which phantom.

    Raises:
        OptionError: an unknown kind, or a value out of its range.
    """

    kind: Kind = option(
        "edge",
        help="The filter. Length of the Sobel gradient, Laplacian of Gaussian (bright balls positive), or Gaussian.",
        called="filter",
    )
    sigma: float = option(1.2, 0.8, 2.0, help="Width of blob and smoothing, voxels.")
    size: int = option(64, 24, 80, help="Side of the phantom, voxels.")
    noise: float = option(0.0, 0.0, 0.5, help="Standard deviation of white noise added to the phantom.")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, eq=False)
class Volume:
    """Voxels x, y, z (to the right, to the front, up), float32; a name; and what was done when it was read."""

    voxels: np.ndarray
    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Filtered:
    """A volume through a filter in 3-D, and through the same filter in 2-D, slice by slice along z.

    Attributes:
        original, solid, sliced: arrays of one shape: the voxels under the middle of the 3-D filter, its output, and the
            output slice by slice.
        arithmetic: the shapes of the 3-D convolution, in words.
        place: index of the greatest difference in these arrays.
        there: both outputs at that place, 3-D first.
        missed: share of the voxels with a strong 3-D output (at least a quarter of the largest) whose 2-D output is
            less than a quarter as strong.
        noise_left: share of the standard deviation of white noise that each filter leaves, 3-D first; None for edge,
            which is not linear.
    """

    volume: Volume
    options: VolumeOptions
    original: np.ndarray
    solid: np.ndarray
    sliced: np.ndarray
    arithmetic: str
    place: tuple[int, int, int]
    there: tuple[float, float]
    missed: float
    noise_left: tuple[float, float] | None

    def __deepcopy__(self, _memo: object) -> Filtered:
        # Nobody writes to its arrays: visits that begin with the phantom share it.
        return self


def phantom(size: int = 64, noise: float = 0.0, seed: int = 0) -> Volume:
    """Draw the 3-D Shepp-Logan phantom: `size`³ voxels over [-1, 1]³, from 0 to 1."""
    axis = (2 * np.arange(size) + 1) / size - 1
    x, y, z = np.meshgrid(axis, axis, axis, indexing="ij", sparse=True)
    voxels = np.zeros((size, size, size))
    for intensity, a, b, c, x0, y0, z0, degrees in ELLIPSOIDS:
        cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
        along, across = cos * (x - x0) + sin * (y - y0), cos * (y - y0) - sin * (x - x0)
        voxels += intensity * ((along / a) ** 2 + (across / b) ** 2 + ((z - z0) / c) ** 2 <= 1)
    if noise:
        voxels += np.random.default_rng(seed).normal(0, noise, voxels.shape)
    return Volume(voxels.astype(np.float32), f"the Shepp-Logan phantom, {size} voxels a side")


def edge_filters(axes: int) -> np.ndarray:
    """Return Sobel's filters, axes x 1 x 3 x 3 (x 3): a derivative along each axis, smoothed along the others."""
    difference, smooth = np.array([-0.5, 0.0, 0.5]), np.array([0.25, 0.5, 0.25])
    return np.stack([_outer([difference if i == k else smooth for i in range(axes)]) for k in range(axes)])[:, None]


def gaussian(axes: int, sigma: float) -> np.ndarray:
    """Return a Gaussian filter, 1 x 1 x taps: 2 ceil(2.5 sigma) + 1 taps on each axis, which sum to 1."""
    half = int(np.ceil(2.5 * sigma))
    line = np.exp(-(np.arange(-half, half + 1) ** 2) / (2 * sigma**2))
    taps = _outer([line] * axes)
    return (taps / taps.sum())[None, None]


def blob(axes: int, sigma: float) -> np.ndarray:
    """Return the Laplacian of a Gaussian, negative and times sigma²: a blob detector.

    A bright ball of radius sqrt(axes) sigma answers most. The taps sum to 0. Lindeberg 1998, "Feature detection with
    automatic scale selection", section 5.
    """
    taps = gaussian(axes, sigma)[0, 0]
    half = taps.shape[0] // 2
    squares = sum(grid**2 for grid in np.meshgrid(*[np.arange(-half, half + 1)] * axes, indexing="ij"))
    taps = taps * (axes - squares / sigma**2)
    return (taps - taps.mean())[None, None]


def _outer(lines: list[np.ndarray]) -> np.ndarray:
    product = lines[0]
    for line in lines[1:]:
        product = np.multiply.outer(product, line)
    return product


def _filters(options: VolumeOptions, axes: int) -> np.ndarray:
    if options.kind == "edge":
        return edge_filters(axes)
    return gaussian(axes, options.sigma) if options.kind == "smoothing" else blob(axes, options.sigma)


def _answer(signal: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Return a number for each position: the output of a filter, or the length of the outputs of several."""
    output = cross_correlate(signal[None], filters.astype(np.float32))
    return output[0] if len(output) == 1 else np.sqrt((output**2).sum(axis=0))


def filtered(volume: Volume, options: VolumeOptions = VolumeOptions()) -> Filtered:
    """Filter a volume in 3-D, and in 2-D slice by slice along z.

    Raises:
        ShapeError: the volume is smaller than 16 voxels a side, or larger than 80.
    """
    voxels, largest = volume.voxels, limits(VolumeOptions, "size")[1]
    if voxels.ndim != 3 or min(voxels.shape) < SMALLEST or max(voxels.shape) > largest:
        raise ShapeError(
            f"The volume is {'×'.join(str(side) for side in voxels.shape)} voxels; give {SMALLEST} to "
            f"{largest} on each of three sides."
        )
    in_space, in_plane = _filters(options, 3), _filters(options, 2)
    solid = _answer(voxels, in_space)
    # The same filter for every slice: each is a signal of its own.
    sliced = np.stack([_answer(voxels[:, :, k], in_plane) for k in range(voxels.shape[2])], axis=2)
    half = in_space.shape[-1] // 2
    sliced = sliced[:, :, half : half + solid.shape[2]]
    original = voxels[half:-half, half:-half, half:-half]
    place = np.unravel_index(int(np.abs(solid - sliced).argmax()), solid.shape)
    strong = np.abs(solid) >= 0.25 * np.abs(solid).max()
    weak = np.abs(sliced) < 0.25 * np.abs(solid)
    layer = Convolution(tuple(in_space.shape[2:]), len(in_space))
    before = Shape(voxels.shape)
    noise_left = None
    if options.kind != "edge":
        noise_left = float(np.linalg.norm(in_space)), float(np.linalg.norm(in_plane))
    return Filtered(
        volume,
        options,
        original,
        solid,
        sliced,
        f"{before} with {len(in_space)} filter{'s' if len(in_space) > 1 else ''} of "
        f"{'×'.join(str(f) for f in in_space.shape[2:])} gives {output_shape(before, layer)}",
        (int(place[0]), int(place[1]), int(place[2])),
        (float(solid[place]), float(sliced[place])),
        float((strong & weak).sum() / max(strong.sum(), 1)),
        noise_left,
    )


def planes(array: np.ndarray, place: tuple[int, int, int], low: float, high: float) -> list[np.ndarray]:
    """Return three cuts through a place as grey pictures: axial (x, y), coronal (x, z), sagittal (y, z).

    Args:
        array: x, y, z. The pictures are upright, uint8.
        place: where the planes meet.
        low, high: shown black and white.
    """
    x, y, z = place
    cuts = (array[:, :, z], array[:, y, :], array[x, :, :])
    span = max(high - low, 1e-12)
    return [np.clip((cut.T[::-1] - low) / span * 255, 0, 255).astype(np.uint8) for cut in cuts]
