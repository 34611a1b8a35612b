"""NIfTI files: upright, in proportion, of every kind that programs write, or refused with a sentence."""

from __future__ import annotations

import gzip

import nibabel
import numpy as np
import pytest
from support.places import SHARED

from facestyle.errors import FacestyleError, VolumeFileError
from facestyle.signals import volume_files
from facestyle.signals.volume import filtered
from facestyle.signals.volume_files import read_volume

CASES = SHARED / "cases" / "style" / "nii"


def nifti(path, array, affine=None, **header):
    image = nibabel.Nifti1Image(array, np.eye(4) if affine is None else affine)
    for name, value in header.items():
        image.header[name] = value
    nibabel.save(image, path)
    return path


def patched(path, **fields):
    """The bytes of a file whose header says something else."""
    data = path.read_bytes()
    header = nibabel.Nifti1Header(data[:348], check=False)
    for name, value in fields.items():
        header[name] = value
    return header.binaryblock + data[348:]


def noise(*shape):
    return np.random.default_rng(0).random(shape or (18, 20, 22), np.float32)


def scaled(array):
    low, high = array.min(), np.quantile(array, 0.999)
    return np.clip((array - low) / (high - low), 0, 1)


def ball(shape, sides, radius):
    """A ball in the middle, in the units of the sides of a voxel."""
    grids = np.meshgrid(
        *[(np.arange(n) - (n - 1) / 2) * side for n, side in zip(shape, sides, strict=True)], indexing="ij"
    )
    return (sum(grid**2 for grid in grids) <= radius**2).astype(np.float32)


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_a_volume_is_read_upright(tmp_path, ending):
    array = noise()
    found = read_volume(nifti(tmp_path / f"a{ending}", array))
    assert found.voxels == pytest.approx(scaled(array), abs=1e-5)
    assert len(found.notes) == 1
    mirrored = read_volume(nifti(tmp_path / f"b{ending}", array[::-1].copy(), np.diag([-1, 1, 1, 1])))
    assert mirrored.voxels == pytest.approx(found.voxels, abs=1e-6)
    turned = np.array([[0, 0, -1, 17], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]])  # the third axis runs to the left
    stored = np.transpose(array, (2, 1, 0))[:, :, ::-1].copy()
    assert read_volume(nifti(tmp_path / f"c{ending}", stored, turned)).voxels == pytest.approx(found.voxels, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "sides"),
    [((61, 73, 61), (3, 3, 3)), ((64, 64, 16), (1, 1, 4)), ((200, 160, 30), (1, 1, 5)), ((40, 90, 70), (4, 1.5, 2))],
)
def test_a_ball_stays_a_ball(tmp_path, shape, sides):
    radius = 0.4 * min(np.array(shape) * sides)
    path = nifti(tmp_path / "ball.nii.gz", ball(shape, sides, radius), np.diag([*sides, 1.0]))
    found = read_volume(path)
    assert max(found.voxels.shape) <= volume_files.SIDE
    across = [(found.voxels.max(axis=tuple({0, 1, 2} - {axis})) > 0.5).sum() for axis in range(3)]
    side = max(np.array(shape) * sides) / max(found.voxels.shape)
    assert max(across) - min(across) <= max(2, max(sides) / side)  # a slice more or less
    extents = np.array(shape) * sides
    wanted = 2 * radius / extents.max() * max(found.voxels.shape)
    assert across == pytest.approx([wanted] * 3, abs=max(2, max(sides) / side))
    assert np.array(found.voxels.shape) / max(found.voxels.shape) == pytest.approx(extents / extents.max(), abs=0.01)
    assert any(note.startswith(("averaged", "interpolated")) for note in found.notes)
    filtered(found)


def test_what_is_averaged_keeps_its_mean_and_what_is_interpolated_its_values(tmp_path):
    weights = volume_files._weights(100, 41, 100 / 41)
    assert weights @ np.ones(100) == pytest.approx(np.ones(41))
    assert weights.sum(axis=0) * 100 / 41 == pytest.approx(np.ones(100), abs=0.25)  # none is left out
    assert volume_files._weights(5, 5, 1.0) == pytest.approx(np.eye(5))
    ramp = volume_files._weights(10, 40, 0.25) @ np.arange(10.0)
    assert np.diff(ramp)[2:-2] == pytest.approx(np.full(35, 0.25))


def test_a_series_is_cut_and_scaled_integers_are_read(tmp_path):
    array = np.zeros((130, 40, 40, 3), np.int16)
    array[:65, ..., 0] = 100
    array[..., 1] = 7
    found = read_volume(nifti(tmp_path / "c.nii.gz", array))
    assert found.voxels.shape == (64, 20, 20)
    assert (found.voxels[0, 0, 0], found.voxels[-1, 0, 0]) == pytest.approx((1, 0), abs=1e-6)
    assert "the first of 3 volumes (130×40×40×3)" in found.notes
    assert "averaged from 130×40×40 voxels of 1×1×1 to 64×20×20 cubes of 2.03" in found.notes
    five = read_volume(nifti(tmp_path / "d.nii", noise(18, 20, 22, 1, 2)))
    assert "the first of 2 volumes (18×20×22×1×2)" in five.notes
    assert not any("volumes" in note for note in read_volume(nifti(tmp_path / "e.nii", noise(18, 20, 22, 1))).notes)


def test_values_that_are_no_numbers_count_as_the_lowest_and_are_said(tmp_path):
    array = 1000 + noise(16, 16, 16)
    array[0, 0, :3] = np.nan
    array[1, 0, 0] = np.inf
    found = read_volume(nifti(tmp_path / "n.nii", array))
    assert found.voxels[0, 0, 0] == found.voxels[1, 0, 0] == 0
    assert found.voxels.std() > 0.2
    assert "4 of 4,096 values were not finite and count as the lowest" in found.notes
    with pytest.raises(VolumeFileError, match="no finite value"):
        read_volume(nifti(tmp_path / "m.nii", np.full((16, 16, 16), np.nan, np.float32)))


def test_a_small_mask_is_not_empty(tmp_path):
    mask = np.zeros((40, 40, 40), np.uint8)
    mask[20, 20, 18:22] = 1
    assert read_volume(nifti(tmp_path / "mask.nii", mask)).voxels.sum() == 4


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scl_slope": np.nan}, "slope nan and intercept 0, is not finite"),
        ({"scl_slope": np.inf}, "slope inf"),
        ({"scl_slope": 1, "scl_inter": np.nan}, "intercept nan"),
        ({"scl_slope": 1, "scl_inter": -np.inf}, "intercept -inf"),
        ({"scl_slope": 0, "scl_inter": np.nan}, ""),
        ({"scl_slope": 2, "scl_inter": -5}, "values of -5 to"),
        ({"sform_code": 0, "qform_code": 0}, "orientation is not given"),
        ({"srow_x": [np.nan] * 4, "qform_code": 0}, "orientation is damaged"),
        ({"srow_x": [0, 0, 0, 0], "qform_code": 0}, "orientation is damaged"),
        ({"sform_code": 0, "qform_code": 1, "quatern_b": np.nan}, "orientation is damaged"),
        ({"sform_code": 0, "qform_code": 0, "pixdim": [0, 0, -1, np.nan, 0, 0, 0, 0]}, "orientation is not given"),
        ({"vox_offset": 0}, ""),
    ],
)
def test_a_header_with_holes_is_read_and_said(tmp_path, fields, said):
    array = (100 * noise(16, 16, 16)).astype(np.int16)
    array[0, 0, 0] = 0
    (tmp_path / "h.nii").write_bytes(patched(nifti(tmp_path / "g.nii", array), **fields))
    found = read_volume(tmp_path / "h.nii")
    assert found.voxels == pytest.approx(scaled(array.astype(float)), abs=1e-5)
    assert said in "; ".join(found.notes)


def test_big_endian_gzip_of_two_members_and_what_comes_after_are_read(tmp_path):
    array = noise()
    path = tmp_path / "a.nii"
    image = nibabel.Nifti1Image(array.astype(">f4"), np.eye(4), nibabel.Nifti1Header(endianness=">"))
    nibabel.save(image, path)
    assert read_volume(path).voxels == pytest.approx(scaled(array), abs=1e-5)
    data = nifti(path, array).read_bytes()
    for name, content in (
        ("b.nii.gz", gzip.compress(data[:5000]) + gzip.compress(data[5000:])),
        ("c.nii.gz", gzip.compress(data[:100]) + gzip.compress(b"") + gzip.compress(data[100:]) + b"\0" * 9),
        ("d.nii.gz", gzip.compress(data) + b"rubbish"),
        ("e.nii", gzip.compress(data)),
        ("f.nii.gz", data),
    ):
        (tmp_path / name).write_bytes(content)
        assert read_volume(tmp_path / name).voxels == pytest.approx(scaled(array), abs=1e-5), name
    path.write_bytes(data + b"12345")
    assert "5 bytes after the last voxel left out" in read_volume(path).notes
    tilted = nibabel.affines.from_matvec(nibabel.eulerangles.euler2mat(z=0.3))
    assert "tilted by 17°; its planes are shown as they were taken" in read_volume(nifti(path, array, tilted)).notes


@pytest.mark.parametrize("packed", [False, True])
def test_a_pair_needs_both_files(tmp_path, packed):
    array = noise()
    nibabel.save(nibabel.Nifti1Pair(array, np.eye(4)), tmp_path / "p.img")
    header, image = tmp_path / "p.hdr", tmp_path / "p.img"
    if packed:
        packed_image = tmp_path / "p.img.gz"
        packed_image.write_bytes(gzip.compress(image.read_bytes()))
        image.unlink()
        image = packed_image
    for given in ((header,), (image,), (header, image), (image, header)):
        assert read_volume(*given).voxels == pytest.approx(scaled(array), abs=1e-5)
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    for path, said in (
        (header, r"p\.hdr is the header of a pair; give p\.img too"),
        (image, r"voxels alone; give p\.hdr"),
    ):
        moved = path.rename(elsewhere / path.name)
        with pytest.raises(VolumeFileError, match=said):
            read_volume(moved)
        moved.rename(path)
    with pytest.raises(VolumeFileError, match="2 files were given"):
        read_volume(header, header)
    image.write_bytes(image.read_bytes()[:-40])
    with pytest.raises(VolumeFileError, match=r"p\.img.* is cut off"):
        read_volume(header)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"dim": [3, 32767, 32767, 32767, 1, 1, 1, 1]}, "give at most 16,777,216"),
        ({"dim": [3, 200, 200, 200, 1, 1, 1, 1]}, "is cut off"),
        ({"dim": [2, 16, 16, 1, 1, 1, 1, 1]}, "three dimensions"),
        ({"dim": [4, 16, 16, 1, 16, 1, 1, 1]}, "at least 4 on each side"),
        ({"dim": [3, 16, -16, 16, 1, 1, 1, 1]}, "three dimensions"),
        ({"dim": [3, 5, 64, 12, 1, 1, 1, 1]}, "at least 16 there"),
        ({"datatype": 128, "bitpix": 24}, "holds colours"),
        ({"datatype": 32, "bitpix": 64}, "holds complex numbers"),
        ({"datatype": 1, "bitpix": 1}, "NIfTI header|unknown type|plain numbers"),
        ({"vox_offset": 1e9}, "damaged NIfTI header"),
        ({"vox_offset": np.nan}, "damaged NIfTI header"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_header_that_lies_is_named(tmp_path, fields, said, packed):
    data = patched(nifti(tmp_path / "h.nii", noise(16, 16, 16)), **fields)
    path = tmp_path / ("x.nii.gz" if packed else "x.nii")
    path.write_bytes(gzip.compress(data) if packed else data)
    with pytest.raises(VolumeFileError, match=said):
        read_volume(path)


def test_what_is_no_nifti_file_is_named_and_never_inflated_further_than_its_header_says(tmp_path, monkeypatch):
    path = tmp_path / "y.nii.gz"
    words, zeros = b"hello" * 200, gzip.compress(b"0" * 10**7)
    damaged = (b"\x1f\x8bnonsense", "can't be unpacked")
    for data, said in ((b"", "not a NIfTI"), (words, "not a NIfTI"), damaged, (zeros, "not a NIfTI")):
        path.write_bytes(data)
        with pytest.raises(VolumeFileError, match=said):
            read_volume(path)
    small = nifti(tmp_path / "s.nii", noise(16, 16, 16)).read_bytes()
    path.write_bytes(gzip.compress(small + b"\0" * 10**8))
    assert len(volume_files._inflated(path.read_bytes(), len(small), "s")) == len(small)
    assert read_volume(path).voxels.shape == (16, 16, 16)
    path.write_bytes(gzip.compress(small)[:-3000])
    with pytest.raises(VolumeFileError, match="is cut off"):
        read_volume(path)
    flat = nifti(tmp_path / "f.nii", np.ones((16, 16, 16), np.float32))
    with pytest.raises(VolumeFileError, match="no contrast"):
        read_volume(flat)
    monkeypatch.setattr(volume_files, "MAX_BYTES", 100)
    with pytest.raises(VolumeFileError, match="at most"):
        read_volume(flat)
    with pytest.raises(FacestyleError, match="no readable file"):
        read_volume(tmp_path / "none.nii")


def test_any_header_is_read_or_refused_with_a_sentence(tmp_path):
    rng = np.random.default_rng(5)
    data = nifti(tmp_path / "h.nii", noise(16, 17, 18)).read_bytes()
    for _ in range(300):
        broken = bytearray(data)
        for place in rng.integers(40, 344, size=3):
            broken[place] = int(rng.integers(256))
        (tmp_path / "x.nii").write_bytes(bytes(broken))
        try:
            assert np.isfinite(read_volume(tmp_path / "x.nii").voxels).all()
        except FacestyleError:
            continue


@pytest.mark.skipif(not CASES.is_dir(), reason="the development data does not lie beside this checkout")
def test_every_file_of_the_cases_is_read_as_it_lies_in_space_or_refused():
    upright = read_volume(CASES / "4d1.nii.gz").voxels
    assert upright.shape == (24, 28, 30)  # 2 by 2 by 3 mm
    for path in sorted(CASES.iterdir()):
        if path.stem in ("rgb", "t"):
            with pytest.raises(VolumeFileError, match=r"holds (colours|complex numbers)"):
                read_volume(path)
            continue
        found = read_volume(path)
        if path.name not in ("mni3mm_ball.nii.gz", "noaffine.nii", "sparse_mask.nii"):
            assert found.voxels == pytest.approx(upright, abs=1e-3), path.name
    assert read_volume(CASES / "sparse_mask.nii").voxels.max() == 1
