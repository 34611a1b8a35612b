"""Volumes from NIfTI files, through nibabel; limits are checked on the header before anything else is read."""

from __future__ import annotations

import io
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from facestyle.errors import FileMissingError, VolumeFileError
from facestyle.signals.volume import SIDE, SMALLEST, Volume

MAX_BYTES = 64 * 2**20
MAX_VOXELS = 256**3
#: Bytes of a NIfTI-2 header and the four that follow it.
_HEADER = 544


def read_volume(path: str | Path, *others: str | Path) -> Volume:
    """Read a NIfTI-1 or NIfTI-2 volume (.nii or .nii.gz), turned to x right, y front, z up, at most 64 voxels a side.

    Larger volumes are averaged over blocks. Values that are not finite count as 0. Only the first volume of a series in
    time is read. Notes say what was done.

    Raises:
        VolumeFileError: the file is not NIfTI, is cut off, exceeds the limits, or has no three dimensions or contrast.
        FileMissingError.
    """
    path = Path(path)
    if others:
        raise VolumeFileError("Several files were given; give one NIfTI file.")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise VolumeFileError(
                f"{path.name} has {size / 2**20:.0f} MB; give a file of at most {MAX_BYTES // 2**20}."
            )
        data = path.read_bytes()
    except OSError as problem:
        raise FileMissingError(f"There is no readable file {path.name}; check its name.") from problem
    header = _header(_inflated(data, _HEADER, path.name), path.name)
    needed = _bytes_needed(header, path.name)
    content = _inflated(data, needed, path.name)
    if len(content) < needed:
        raise VolumeFileError(
            f"{path.name} is cut off: its header promises {needed:,} bytes, and it has {len(content):,}."
        )
    return _volume(type(header), content, path.name)


def _inflated(data: bytes, most: int, name: str) -> bytes:
    """Return the first `most` bytes of a file's content, and inflate no more than these."""
    if not data.startswith(b"\x1f\x8b"):
        return data[:most]
    try:
        return zlib.decompressobj(wbits=31).decompress(data, most)
    except zlib.error as problem:
        raise VolumeFileError(f"{name} is damaged: it can't be unpacked ({problem}).") from problem


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


def _bytes_needed(header: Any, name: str) -> int:
    """Return the bytes up to the last voxel of the first volume, if its shape and type can be read."""
    count = int(header["dim"][0])
    shape = [int(side) for side in header["dim"][1 : count + 1]] if 0 < count <= 7 else []
    words = "×".join(str(side) for side in shape)
    if len(shape) < 3 or min(shape) < 1:
        raise VolumeFileError(f"{name} has the shape {words or 'none'}; a volume has three dimensions.")
    if math.prod(shape[:3]) > MAX_VOXELS:
        raise VolumeFileError(f"{name} has {words} voxels; give at most {MAX_VOXELS:,}, such as 256×256×256.")
    if min(shape[:3]) < SMALLEST:
        raise VolumeFileError(f"{name} has {words} voxels; give at least {SMALLEST} on each side.")
    try:
        kind = header.get_data_dtype()
    except Exception as problem:  # nibabel raises various kinds for an unknown code
        raise VolumeFileError(f"{name} holds values of an unknown type.") from problem
    if kind.kind not in "iuf":
        raise VolumeFileError(f"{name} holds values of type {kind}; give a volume of plain numbers.")
    offset = float(header["vox_offset"])
    if not math.isfinite(offset) or not 0 <= offset <= 2**24:
        raise VolumeFileError(f"{name} has a damaged NIfTI header: its voxels begin at byte {offset:g}.")
    return int(offset) + math.prod(shape[:3]) * kind.itemsize


def _volume(header_kind: Any, content: bytes, name: str) -> Volume:
    import nibabel
    from nibabel.volumeutils import array_from_file

    header = header_kind.from_fileobj(io.BytesIO(content), check=False)
    shape = header.get_data_shape()
    kind, offset = header.get_data_dtype(), int(header["vox_offset"])
    voxels = array_from_file(shape[:3], kind, io.BytesIO(content), offset).astype(np.float32)
    slope, intercept = header.get_slope_inter()
    if slope is not None:
        voxels = voxels * np.float32(slope) + np.float32(intercept or 0.0)
    notes = [f"the first of {math.prod(shape[3:])} volumes"] if math.prod(shape[3:]) > 1 else []
    wrong = ~np.isfinite(voxels)
    if wrong.all():
        raise VolumeFileError(f"{name} holds no finite value at all; give another file.")
    if wrong.any():
        notes.append(f"{int(wrong.sum()):,} of {voxels.size:,} values were not finite and count as 0")
        voxels[wrong] = 0
    affine = header.get_best_affine()
    if np.isfinite(affine).all() and abs(np.linalg.det(affine[:3, :3])) > 1e-12:
        image = nibabel.as_closest_canonical(nibabel.Nifti1Image(voxels, affine))
        voxels = np.asarray(image.dataobj, np.float32)
    voxels = _smaller(voxels)
    if voxels.shape != tuple(shape[:3]):
        words = "×".join(str(side) for side in voxels.shape)
        notes.append(f"averaged from {'×'.join(str(side) for side in shape[:3])} to {words} voxels, and turned upright")
    low, high = (float(value) for value in np.quantile(voxels, [0.0, 0.999]))
    if not high > low:
        raise VolumeFileError(f"{name} has no contrast: all its voxels are {low:g}.")
    notes.append(f"values of {low:.4g} to {high:.4g} brought to 0 to 1")
    return Volume(np.clip((voxels - low) / (high - low), 0, 1).astype(np.float32), name, tuple(notes))


def _smaller(voxels: np.ndarray) -> np.ndarray:
    """Average over blocks, so that no side has more than `SIDE` voxels; the rest at an end is dropped."""
    for axis, side in enumerate(voxels.shape):
        block = -(-side // SIDE)
        if block > 1:
            kept = voxels.take(range(side // block * block), axis)
            voxels = kept.reshape(*kept.shape[:axis], side // block, block, *kept.shape[axis + 1 :]).mean(axis + 1)
    return voxels
