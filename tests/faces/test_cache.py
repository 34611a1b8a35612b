"""No picture is encoded twice, within a limit of bytes."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from facestyle import images
from facestyle.faces.cache import EncodingCache
from facestyle.faces.pipeline import encode_faces
from facestyle.images import Picture


def picture_of(value: int) -> Picture:
    return Picture("made", np.full((20, 20, 3), value, np.uint8), 20, 20, f"digest {value}")


def test_the_same_photograph_is_encoded_once(sample_path, tmp_path):
    calls: list[int] = []

    def counting(pictures, encoder):
        calls.append(len(pictures))
        return encode_faces(pictures, encoder)

    cache = EncodingCache()
    copied = tmp_path / "another-name.jpg"
    copied.write_bytes(sample_path("obama").read_bytes())
    first, again = images.load(sample_path("obama")), images.load(copied)
    one, two = cache.faces([first, again], encode=counting)
    assert one[0].encoding is two[0].encoding
    assert (calls, cache.hits, cache.encoded) == ([1], 1, 1)
    assert cache.faces([again], encode=counting)[0] is one
    assert (calls, cache.hits, cache.encoded) == ([1], 2, 1)


def test_the_cache_forgets_the_least_recently_used_and_holds_no_pixels(sample):
    faces = encode_faces([sample("obama")])[0]

    def known(pictures, encoder):
        return [faces for _ in pictures]

    cache = EncodingCache()
    cache.faces([picture_of(1)], encode=known)
    cache.limit = 2 * cache.bytes
    for value in (2, 1, 3):
        cache.faces([picture_of(value)], encode=known)
        assert cache.bytes <= cache.limit
    cache.faces([picture_of(1), picture_of(3)], encode=lambda *_: pytest.fail("encoded again"))
    asked = []
    copy.deepcopy(cache).faces([picture_of(2)], encode=lambda new, _: asked.append(new) or [faces])
    assert len(asked) == 1, "the least recently used is forgotten"
    assert len(pickle.dumps(cache)) < 5000
    other = copy.deepcopy(cache)
    other.clear()
    assert (len(cache), len(other), other.bytes) == (2, 0, 0)


def test_what_is_counted_is_not_less_than_what_is_kept(sample):
    cache = EncodingCache()
    faces = encode_faces([sample("obama")])[0]
    pictures = [picture_of(number) for number in range(100)]
    kept = cache.faces(pictures, encode=lambda new, _: [copy.deepcopy(faces) for _ in new])
    entries = [(f"{number:064d}", found) for number, found in enumerate(kept)]
    assert cache.bytes >= sum(len(pickle.dumps(entry)) for entry in entries) / 2


def test_a_cache_takes_over_what_another_holds(sample):
    faces = encode_faces([sample("obama")])[0]
    one, other = EncodingCache(), EncodingCache()
    one.faces([picture_of(1)], encode=lambda pictures, _: [faces for _ in pictures])
    other.adopt(one)
    other.faces([picture_of(1)], encode=lambda *_: pytest.fail("encoded again"))
    assert (other.encoded, other.hits, other.bytes) == (1, 1, one.bytes)
    assert one.hits == 0
