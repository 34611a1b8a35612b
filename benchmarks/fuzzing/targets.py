"""The readers, each with good files to begin from: small ones, of every kind that it accepts."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from PIL import Image, features

_SPLIT = b"\n--\n"


class Target(NamedTuple):
    """A reader under attack.

    Attributes:
        count: files that a whole run makes.
        seeds: makes the good files.
        read: reads a file; it may raise a FacestyleError and nothing else. Its second argument is a folder to use.
    """

    count: int
    seeds: Callable[[], list[bytes]]
    read: Callable[[bytes, Path], Any]


def _pixels(mode: str = "RGB", side: int = 24) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 256, (side, side, 3), dtype=np.uint8)
    return Image.fromarray(noise).convert(mode)


def _pictures() -> list[bytes]:
    from facestyle import images

    images._heif_formats()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a description"
    ways: list[tuple[str, str, dict[str, Any]]] = [
        ("JPEG", "RGB", {"exif": exif}), ("JPEG", "L", {"progressive": True}), ("JPEG", "CMYK", {}),
        ("PNG", "RGB", {}), ("PNG", "RGBA", {}), ("PNG", "P", {}), ("PNG", "I;16", {}), ("PNG", "1", {}),
        ("WEBP", "RGB", {"exif": exif}), ("WEBP", "RGBA", {"lossless": True}),
        ("GIF", "P", {"save_all": True, "append_images": [_pixels("P")]}), ("BMP", "RGB", {}), ("BMP", "P", {}),
        ("TIFF", "RGB", {}), ("TIFF", "F", {}), ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "RGB", {"compression": "jpeg"}), ("TIFF", "1", {"compression": "group4"}), ("TIFF", "I;16", {}),
        ("TIFF", "LAB", {}), ("HEIF", "RGB", {}), ("AVIF", "RGB", {}), ("JPEG2000", "RGB", {}),
    ]  # fmt: skip
    optional = {"AVIF": features.check("avif"), "JPEG2000": features.check("jpg_2000"), "HEIF": "HEIF" in Image.SAVE}
    made = []
    for kind, mode, more in ways:
        if optional.get(kind, True):
            file = io.BytesIO()
            picture = Image.new("LAB", (24, 24)) if mode == "LAB" else _pixels("L" if mode == "I;16" else mode)
            (picture.convert("I").convert("I;16") if mode == "I;16" else picture).save(file, kind, **more)
            made.append(file.getvalue())
    return made


def _load_picture(data: bytes, _: Path) -> None:
    from facestyle import images

    images.load(data, name="fuzz")


def _galleries() -> list[bytes]:
    from facestyle.faces.detection import Face
    from facestyle.faces.encoders.registry import encoder_spec
    from facestyle.faces.gallery.file import Stored, encoded
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.faces.pipeline import EncodedFace

    ours = Gallery()
    for number, vector in enumerate(np.random.default_rng(0).normal(size=(4, 128))):
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        face = EncodedFace(Face((0, 0, 9, 9), (), 1.0), unit, encoder_spec("facenet-128").contract, 0.5)
        ours.enrol(f"Zoë {number // 2}", face, f"{number:064x}")
    return [encoded(Stored(ours.contents()))]


def _read_gallery(data: bytes, _: Path) -> None:
    from facestyle.faces.gallery import file

    file.decoded(data, "fuzz")


def _read_forged_gallery(data: bytes, _: Path) -> None:
    """Read a gallery whose checksum is right: whoever forges a file computes it too."""
    from facestyle.faces.gallery import file

    with mock.patch.object(file, "_checksum", lambda _, metadata: metadata["sha256"]):
        file.decoded(data, "fuzz")


def _written(write: Callable[[Path], Any], name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def _models() -> list[bytes]:
    from facestyle.faces.encoders.registry import encoder_spec
    from facestyle.faces.siamese.checkpoint import write_checkpoint, write_model
    from facestyle.faces.siamese.model import SiameseModel

    contract, eye = encoder_spec("facenet-128").contract, np.eye(128, dtype=np.float32)
    model = SiameseModel(
        "triplet", "facenet-128", contract, eye, np.zeros(0, np.float32), 0.0, 1.1, -4.0, 4.0, {}, {}, {}
    )
    state = {"matrix": eye[:4], "losses": np.zeros(3)}
    return [
        _written(lambda path: write_model(path, model), "a.model"),
        _written(lambda path: write_checkpoint(path, {"people": 3}, state, {"epoch": 2}), "a.checkpoint"),
    ]


def _read_model(data: bytes, folder: Path) -> None:
    from facestyle.errors import FacestyleError
    from facestyle.faces.siamese.checkpoint import read_checkpoint, read_model

    path = folder / "fuzz.model"
    path.write_bytes(data)
    with suppress(FacestyleError):
        read_model(path)
    read_checkpoint(path, {"people": 3})


def _records() -> list[bytes]:
    samples = (1000 * np.sin(np.arange(400) / 9)).astype("<i2")
    header = b"r 2 360 200\nr.dat 16 200/mV 11 0 0 0 0 MLII\nr.dat 16 200(10)/mV 11 0 0 0 0 V5\n# 63 F\n"
    packed = b"r 1 250/100(0)\nr.dat 212 200 12 0\n"
    wide = b"r 1 500\nr.dat 61 100 16 0\n# big-endian\n"
    return [one + _SPLIT + samples.tobytes() for one in (header, packed, wide)]


def _read_record(data: bytes, folder: Path) -> None:
    from facestyle.signals.ecg_files import read_recording

    header, _, samples = data.partition(_SPLIT)
    paths = [folder / "r.hea", folder / "r.dat"]
    paths[0].write_bytes(header)
    paths[1].write_bytes(samples)
    read_recording(paths)


def _tables() -> list[bytes]:
    rows = [(number / 250, np.sin(number / 9), number % 7) for number in range(300)]
    plain = "\n".join(f"{time:.3f},{one:.4f},{other}" for time, one, other in rows)
    comma = "Zeit;Spannung\n" + "\n".join(f"{time:.3f};{one:.4f}".replace(".", ",") for time, one, _ in rows)
    clock = "time\tmV\n" + "\n".join(f"00:00:{time:06.3f}\t{one:.4f}" for time, one, _ in rows)
    return [
        ("time,lead I,count\n" + plain).encode(), comma.encode("utf-16"), clock.encode("latin-1"),
        "\n".join(f"{one:.4f}" for _, one, _ in rows).encode(),
    ]  # fmt: skip


def _read_table(data: bytes, folder: Path) -> None:
    from facestyle.signals.ecg_files import read_recording

    path = folder / "fuzz.csv"
    path.write_bytes(data)
    read_recording([path])


def _volumes() -> list[bytes]:
    import nibabel

    made = []
    for kind, scale in ((np.uint8, None), (np.int16, 0.5), (np.float32, None)):
        image = nibabel.Nifti1Image(np.arange(8**3).reshape(8, 8, 8).astype(kind), np.diag([1.0, 1.0, 2.0, 1.0]))
        if scale:
            image.header.set_slope_inter(scale, 3.0)
        made += [image.to_bytes(), gzip.compress(image.to_bytes(), mtime=0)]
    return made


def _read_volume(data: bytes, folder: Path) -> None:
    from facestyle.signals.volume_files import read_volume

    path = folder / ("fuzz.nii.gz" if data[:2] == b"\x1f\x8b" else "fuzz.nii")
    path.write_bytes(data)
    read_volume(path)


def _zips() -> list[bytes]:
    picture = _pictures()[0]
    made = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as opened:
            for name in (
                "people/Ada/1.jpg",
                "people/Ada/2.jpg",
                "people/Zoë/1.jpg",
                "people/notes.txt",
                "__MACOSX/._1.jpg",
            ):
                opened.writestr(zipfile.ZipInfo(name), picture, method)
        made.append(file.getvalue())
    return made


def _read_zip(data: bytes, folder: Path) -> None:
    from facestyle.faces.siamese.picture_zip import read_pictures

    path = folder / "fuzz.zip"
    path.write_bytes(data)
    for _ in read_pictures(path):
        pass


def _films() -> list[bytes]:
    import av

    made = []
    for ending, codec in (
        (".mp4", "libx264"),
        (".mov", "mpeg4"),
        (".mkv", "libx264"),
        (".webm", "libvpx"),
        (".avi", "mpeg4"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"film{ending}"
            with av.open(str(path), "w") as film:
                stream = film.add_stream(codec, rate=Fraction(10))
                stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
                for number in range(5):
                    noise = np.random.default_rng(number).integers(0, 256, (48, 64, 3), dtype=np.uint8)
                    film.mux(stream.encode(av.VideoFrame.from_ndarray(noise // 4, format="rgb24")))
                film.mux(stream.encode())
            made.append(path.read_bytes())
    return made


def _read_film(data: bytes, folder: Path) -> None:
    from facestyle.style.film.opening import opened
    from facestyle.style.film.options import FilmOptions

    path = folder / "fuzz.mp4"
    path.write_bytes(data)
    with opened(path, FilmOptions(longest=60.0)) as film:
        for _ in film:
            pass


TARGETS: dict[str, Target] = {
    "pictures": Target(100_000, _pictures, _load_picture),
    "galleries": Target(10_000, _galleries, _read_gallery),
    "forged-galleries": Target(10_000, _galleries, _read_forged_gallery),
    "checkpoints": Target(10_000, _models, _read_model),
    "wfdb": Target(10_000, _records, _read_record),
    "csv": Target(10_000, _tables, _read_table),
    "nifti": Target(10_000, _volumes, _read_volume),
    "zip": Target(10_000, _zips, _read_zip),
    "film": Target(10_000, _films, _read_film),
}
