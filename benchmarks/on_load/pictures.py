"""Pictures that nobody has sent before, and of which the answer is known."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageEnhance

from facestyle import images
from facestyle.weights.cache import sample

#: Sample photographs by the person shown.
PEOPLE = {"Barack Obama": ("obama", "obama2", "obama3"), "Joe Biden": ("biden",), "Eileen Collins": ("astronaut",)}
#: Who is in no gallery at first, and is enrolled under each visitor's own name.
NEW = "Eileen Collins"
SCENES = ("china", "coffee", "chelsea", "astronaut")
#: What is no photograph with a face.
BAD = (
    ("empty.jpg", b""),
    ("words.jpg", b"these are words, not pixels"),
    ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 40),
    ("half.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
)


@lru_cache(maxsize=16)
def _original(name: str) -> Image.Image:
    image = images.load(sample(name)).image()
    image.thumbnail((900, 900))
    return image


def photograph(name: str, random: np.random.Generator) -> bytes:
    """A new JPEG of a sample: cropped a little, of another size and brightness, with noise."""
    image = _original(name)
    left, top, right, bottom = (random.uniform(0, 0.05) for _ in range(4))
    width, height = image.size
    box = (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    image = image.crop(box)
    ratio = random.uniform(400, 700) / max(image.size)
    image = image.resize((round(image.width * ratio), round(image.height * ratio)))
    image = ImageEnhance.Brightness(image).enhance(random.uniform(0.85, 1.15))
    # Made in a few milliseconds: visitors have machines of their own, this one also serves.
    noise = np.frombuffer(random.bytes(image.width * image.height * 3), np.int8) // 25
    pixels = np.asarray(image, np.int16) + noise.reshape(image.height, image.width, 3)
    file = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=90)
    return file.getvalue()


def of(person: str, random: np.random.Generator) -> bytes:
    """A new photograph of a person."""
    return photograph(str(random.choice(PEOPLE[person])), random)


def pair(random: np.random.Generator) -> tuple[bytes, bytes, bool]:
    """Two new photographs, and whether they show the same person."""
    one, other = (str(name) for name in random.choice(list(PEOPLE), 2))
    return of(one, random), of(other, random), one == other
