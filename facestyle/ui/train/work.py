"""The work behind the tab Train: pictures to encodings, on ZeroGPU's GPU if there is one, and the training itself."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import lru_cache

from facestyle import images
from facestyle.engine.choice import engine
from facestyle.faces import detection
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import cut_each_way
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.siamese import picture_zip
from facestyle.faces.siamese.data import Split, TrainingData
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.pictures import EncodeStep, encode_zip, variations
from facestyle.faces.siamese.steps import SiameseStep
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared.work import needs
from facestyle.weights import cache as weights_cache

#: The people of the worked example, with the sample pictures that show them.
SAMPLE_PEOPLE = {
    "Barack Obama": ("obama", "obama2", "obama3"),
    "Joe Biden": ("biden",),
    "Eileen Collins": ("astronaut",),
}


@lru_cache(maxsize=4)
def samples(pixels: int | None) -> TrainingData:
    """The worked example: six views of each of three people. It is kept, since it is the same for all visitors.

    Raises:
        WeightsMissingError: the sample pictures are absent and cannot be fetched.
    """
    needs(DEFAULT_ENCODER)
    return _samples(pixels)


@on_gpu(lambda _pixels: 15)
def _samples(pixels: int | None) -> TrainingData:
    crops, names, spec = [], [], encoder_spec(DEFAULT_ENCODER)
    for name, files in SAMPLE_PEOPLE.items():
        for file in files:
            picture = images.load(weights_cache.sample(file))
            faces = engine().detect(picture)
            face = faces[detection.choose(faces, picture)]
            # Each person gets the same number of views, however many photographs there are.
            ways = [variations(crop)[:: len(files)] for crop in cut_each_way(picture, face, spec)]
            views = list(zip(*ways, strict=True))
            crops += views
            names += [name] * len(views)
    return engine().encode_crops(crops, names, pixels)


def from_zip(path: str, pixels: int | None) -> Generator[EncodeStep, None, None]:
    """See `encode_zip`; a zip whose directory shows that it cannot be used is refused before anything is fetched."""
    count = picture_zip.listing(path).pictures
    needs(DEFAULT_ENCODER)
    yield from _from_zip(path, pixels, count)


@on_gpu(lambda _path, _pixels, count: 10 + count // 10)
def _from_zip(path: str, pixels: int | None, _count: int) -> Generator[EncodeStep, None, None]:
    yield from encode_zip(path, DEFAULT_ENCODER, pixels, thumbnails=True, see=engine().views)


def learn(
    data: TrainingData, split: Split, options: TrainOptions, stop: Callable[[], bool]
) -> Generator[SiameseStep, None, None]:
    """See `Engine.train`. It takes seconds on a CPU, and no GPU is borrowed for it."""
    yield from engine().train(data, split, options, stop)
