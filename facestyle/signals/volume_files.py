"""Volumes from NIfTI files, through nibabel; limits are checked on the header before anything else is read."""

from __future__ import annotations

import gzip
import io
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from facestyle.errors import FileMissingError, VolumeFileError
from facestyle.fields import limits
from facestyle.signals.volume import SIDE, SMALLEST, Volume, VolumeOptions

MAX_BYTES = 64 * 2**20
MAX_VOXELS = 256**3
#: Voxels on a side of a file; fewer are a picture, or a few.
FEWEST = 4
#: Bytes of a NIfTI-2 header and the four that follow it.
_HEADER = 544
#: Degrees by which axes may differ from those of the body without a word.
_TILT = 3.0


def read_volume(*paths: str | Path) -> Volume:
    """Read a NIfTI-1 or NIfTI-2 volume, turned to x right, y front, z up, with cubic voxels, at most 64 a side.

    One factor reduces all axes, so that a ball stays a ball: larger volumes are averaged, and thick slices are
    interpolated. Values that are not finite count as the lowest. Only the first volume of a series is read. Notes say
    what was done.

    Args:
        paths: a .nii or .nii.gz file; or the .hdr and the .img of a pair, of which the other is also looked for beside
            the one that is given.

    Raises:
        VolumeFileError: the file is not NIfTI, is cut off, exceeds the limits, or has no three dimensions or contrast;
            half of a pair is missing.
        FileMissingError.
    """
    path, image = _files([Path(path) for path in paths])
    data, name = _bytes_of(path), path.name
    header = _header(_inflated(data, _HEADER, name), name)
    if header["magic"].item().startswith(b"ni"):
        if image is None:
            raise VolumeFileError(f"{name} is the header of a pair; give {path.stem.split('.')[0]}.img too.")
        data, name = _bytes_of(image), image.name
    kind, shape, offset = _layout(header, name)
    needed = offset + math.prod(shape[:3]) * kind.itemsize
    content = _inflated(data, needed, name)
    if len(content) < needed:
        raise VolumeFileError(f"{name} is cut off: its header promises {needed:,} bytes, and it has {len(content):,}.")
    stored = np.frombuffer(content, kind, math.prod(shape[:3]), offset).reshape(shape[:3], order="F")
    notes = []
    if math.prod(shape[3:]) > 1:
        notes.append(f"the first of {math.prod(shape[3:])} volumes ({_by(shape)})")
    after = len(data) - offset - math.prod(shape) * kind.itemsize
    if after > 0 and not _packed(data):
        notes.append(f"{after:,} bytes after the last voxel left out")
    voxels, sides = _upright(_finite(stored, name, notes), header, notes)
    shown = _shown(_cubic(voxels, sides, name, notes), header, name, notes)
    return Volume(shown, path.name, tuple(notes))


def _files(paths: list[Path]) -> tuple[Path, Path | None]:
    """Return the file with the header, and the file with the voxels of a pair."""
    headers, images = (
        [path for path in paths if path.name.lower().removesuffix(".gz").endswith(ending)]
        for ending in (".hdr", ".img")
    )
    if not paths or len(paths) > 2 or (len(paths) == 2 and not (headers and images)):
        raise VolumeFileError(f"{len(paths)} files were given; give one NIfTI file, or the .hdr and .img of a pair.")
    if not headers and not images:
        return paths[0], None
    header = headers[0] if headers else _beside(images[0], ".hdr")
    if header is None:
        raise VolumeFileError(f"{images[0].name} holds voxels alone; give {images[0].name.split('.img')[0]}.hdr too.")
    return header, images[0] if images else _beside(headers[0], ".img")


def _beside(path: Path, ending: str) -> Path | None:
    stem = path.name[: path.name.lower().rindex(".hdr" if ending == ".img" else ".img")]
    return next((one for more in ("", ".gz") if (one := path.with_name(stem + ending + more)).is_file()), None)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise VolumeFileError(
                f"{path.name} has {size / 2**20:.0f} MB; give a file of at most {MAX_BYTES // 2**20}."
            )
        return path.read_bytes()
    except OSError as problem:
        raise FileMissingError(f"There is no readable file {path.name}; check its name.") from problem


def _packed(data: bytes) -> bool:
    return data.startswith(b"\x1f\x8b")


def _inflated(data: bytes, most: int, name: str) -> bytes:
    """Return the first `most` bytes of a file's content, of all members of a gzip file; inflate no more than these."""
    if not _packed(data):
        return data[:most]
    parts, count = [], 0
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        try:
            while count < most and (part := file.read1(min(most - count, 2**20))):
                parts.append(part)
                count += len(part)
        except EOFError:
            pass  # cut off: whoever asked counts
        except (OSError, zlib.error) as problem:
            raise VolumeFileError(f"{name} is damaged: it can't be unpacked ({problem}).") from problem
    return b"".join(parts)


def _header(start: bytes, name: str) -> Any:
    from nibabel.nifti1 import Nifti1Header
    from nibabel.nifti2 import Nifti2Header
    from nibabel.spatialimages import HeaderDataError

    for kind in (Nifti1Header, Nifti2Header):
        if len(start) >= kind.sizeof_hdr and kind.may_contain_header(start):
            try:
                return kind(start[: kind.sizeof_hdr], check=True)
            except (HeaderDataError, ValueError, KeyError) as problem:
                raise VolumeFileError(f"{name} has a damaged NIfTI header ({problem}).") from problem
    raise VolumeFileError(f"{name} is not a NIfTI file; give a .nii or .nii.gz file.")


def _layout(header: Any, name: str) -> tuple[np.dtype, tuple[int, ...], int]:
    """Return type, shape and first byte of the voxels, if they can be read."""
    count = int(header["dim"][0])
    shape = tuple(int(side) for side in header["dim"][1 : count + 1]) if 0 < count <= 7 else ()
    if len(shape) < 3 or min(shape) < 1:
        raise VolumeFileError(f"{name} has the shape {_by(shape) or 'none'}; a volume has three dimensions.")
    if math.prod(shape[:3]) > MAX_VOXELS:
        raise VolumeFileError(f"{name} has {_by(shape)} voxels; give at most {MAX_VOXELS:,}, such as 256×256×256.")
    if min(shape[:3]) < FEWEST:
        raise VolumeFileError(f"{name} has {_by(shape)} voxels; give at least {FEWEST} on each side.")
    try:
        kind = header.get_data_dtype()
    except Exception as problem:  # nibabel raises various kinds for an unknown code
        raise VolumeFileError(f"{name} holds values of an unknown type.") from problem
    if kind.kind not in "iuf":
        what = "colours" if kind.fields else "complex numbers" if kind.kind == "c" else f"values of type {kind}"
        raise VolumeFileError(f"{name} holds {what}; give a volume of plain numbers, such as one of its channels.")
    offset = float(header["vox_offset"])
    if not math.isfinite(offset) or not 0 <= offset <= 2**24:
        raise VolumeFileError(f"{name} has a damaged NIfTI header: its voxels begin at byte {offset:g}.")
    if not offset and header["magic"].item().startswith(b"n+"):
        offset = header.single_vox_offset
    return kind, shape, int(offset)


def _finite(stored: np.ndarray, name: str, notes: list[str]) -> np.ndarray:
    """Return floats, the lowest where values are not finite."""
    voxels = stored.astype(np.float64 if stored.itemsize > 4 else np.float32)
    wrong = ~np.isfinite(voxels)
    if wrong.all():
        raise VolumeFileError(f"{name} holds no finite value at all; give another file.")
    if wrong.any():
        voxels[wrong] = voxels[~wrong].min()
        notes.append(f"{int(wrong.sum()):,} of {voxels.size:,} values were not finite and count as the lowest")
    return voxels


def _upright(voxels: np.ndarray, header: Any, notes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Turn a volume by whole right angles to x right, y front, z up; return it with the sides of a voxel."""
    from nibabel.orientations import apply_orientation, io_orientation

    axes = _axes(header, notes)
    sides = np.linalg.norm(axes, axis=0)
    turned = io_orientation(np.pad(axes, (0, 1)) + np.diag([0, 0, 0, 1.0]))
    order = turned[:, 0].astype(int)
    tilt = np.degrees(np.arccos(np.clip((np.abs(axes) / sides)[order, range(3)], 0, 1))).max()
    if tilt > _TILT:
        notes.append(f"tilted by {tilt:.0f}°; its planes are shown as they were taken")
    upright = np.empty(3)
    upright[order] = sides
    return apply_orientation(voxels, turned), upright


def _axes(header: Any, notes: list[str]) -> np.ndarray:
    """Return the steps from voxel to voxel in space, as columns: of the sform, else the qform, else the voxel sizes."""
    from nibabel.spatialimages import HeaderDataError

    given = False
    for code, form in (("sform_code", header.get_sform), ("qform_code", header.get_qform)):
        if header[code] <= 0:
            continue
        given = True
        try:
            axes = np.asarray(form(), np.float64)[:3, :3]
        except (HeaderDataError, ValueError):
            continue
        sides = np.linalg.norm(axes, axis=0)
        if np.isfinite(axes).all() and sides.min() > 0 and abs(np.linalg.det(axes / sides)) > 0.01:
            return axes
    notes.append(f"its orientation is {'damaged' if given else 'not given'}; axes are shown as they are stored")
    sides = np.abs(header["pixdim"][1:4].astype(np.float64))
    return np.diag(np.where(np.isfinite(sides) & (sides > 0), sides, 1.0))


def _cubic(voxels: np.ndarray, sides: np.ndarray, name: str, notes: list[str]) -> np.ndarray:
    """Resample to cubic voxels, at most `SIDE` on a side; one that fits already stays as it is."""
    if sides.max() < 1.01 * sides.min():
        sides = np.full(3, sides.mean())
    extent = sides * voxels.shape
    side = max(extent.max() / SIDE, sides.min())
    largest = limits(VolumeOptions, "size")[1]
    if round(extent.min() / side) < SMALLEST and extent.max() / extent.min() <= largest / SMALLEST:
        side = extent.min() / SMALLEST
    shape = tuple(max(round(one), 1) for one in extent / side)
    if min(shape) < SMALLEST:
        raise VolumeFileError(
            f"{name} has {_by(voxels.shape)} voxels of {_by(sides)}: with {max(shape)} on the longest side, "
            f"{min(shape)} are left on the shortest. Give a volume with at least {SMALLEST} there."
        )
    if shape == voxels.shape:
        return voxels
    before = voxels.shape
    for axis, (count, zoom) in enumerate(zip(shape, side / sides, strict=True)):
        weights = _weights(before[axis], count, zoom).astype(voxels.dtype)
        voxels = np.moveaxis(np.tensordot(weights, voxels, (1, axis)), 0, axis)
    how = "averaged" if (np.array(shape) <= before).all() else "interpolated"
    notes.append(f"{how} from {_by(before)} voxels of {_by(sides)} to {_by(shape)} cubes of {side:.3g}")
    return voxels


def _weights(before: int, after: int, zoom: float) -> np.ndarray:
    """Return after x before weights: the share of each old voxel in a new one that is `zoom` as long.

    A new voxel that is longer averages what it covers. Where it is shorter, the weights interpolate linearly.
    """
    centres = (np.arange(after) - (after - 1) / 2) * zoom + (before - 1) / 2
    apart = np.abs(centres[:, None] - np.arange(before))
    shares = np.clip((max(zoom, 1.0) + 1) / 2 - apart, 0, 1)
    return shares / shares.sum(axis=1, keepdims=True)


def _shown(voxels: np.ndarray, header: Any, name: str, notes: list[str]) -> np.ndarray:
    """Scale as the header says, then to 0 to 1: from the lowest value to the 99.9th percentile."""
    slope, intercept = float(header["scl_slope"]), float(header["scl_inter"])
    if slope and not (math.isfinite(slope) and math.isfinite(intercept)):
        notes.append(f"its scale, slope {slope:g} and intercept {intercept:g}, is not finite and was left out")
        slope, intercept = 1.0, 0.0
    if slope:  # 0 stands for no scale
        voxels = voxels * np.float64(slope) + intercept
    low, high = float(voxels.min()), float(np.quantile(voxels, 0.999))
    if not high > low:  # fewer than a thousandth are not the lowest, as in a small mask
        high = float(voxels.max())
    if not high > low or not math.isfinite(high - low):
        raise VolumeFileError(f"{name} has no contrast that can be shown: its voxels are {low:g} to {high:g}.")
    notes.append(f"values of {low:.4g} to {high:.4g} brought to 0 to 1")
    return np.clip((voxels - low) / (high - low), 0, 1).astype(np.float32)


def _by(sides: Any) -> str:
    return "×".join(f"{side:g}" if side != int(side) else str(int(side)) for side in np.round(sides, 3))
