"""Faces are cut out as the encoder sees them, and crops are encoded as they are."""

from __future__ import annotations

import numpy as np
import pytest

from facestyle.errors import FileMissingError, OptionError
from facestyle.faces.crops import extract_faces
from facestyle.faces.detection import detect
from facestyle.faces.distance import distance
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.pipeline import encode
from facestyle.faces.verification import verify
from facestyle.images import Picture


@pytest.mark.parametrize(("encoder", "near"), [("facenet-128", 0.15), ("dlib", 1e-5)])
def test_a_crop_encoded_as_it_is_has_the_encoding_of_its_photograph(encoder, near, sample):
    """Nearly, where an encoder averages several crops and is given one."""
    [crop], [known] = extract_faces(sample("obama"), encoder), encode(sample("obama"), encoder)
    size = encoder_spec(encoder).size
    assert crop.pixels.shape == (size, size, 3)
    assert (crop.face, crop.quality, crop.flaws) == (known.face, known.quality, known.flaws)
    [again] = encode(crop.pixels, encoder, detect=False)
    assert distance(again.encoding, known.encoding) < near
    assert again.contract == known.contract
    assert again.face.box == (0, 0, size, size)


def test_faces_come_from_left_to_right_and_none_is_an_empty_tuple(sample):
    heads = [sample(name).pixels[:900, :800] for name in ("obama", "biden")]
    both = Picture.from_array(np.concatenate(heads, axis=1))
    crops = extract_faces(both)
    assert [crop.face for crop in crops] == detect(both)
    assert crops[0].face.box[2] < 800 < crops[1].face.box[0]
    assert extract_faces(sample("coffee")) == ()


def test_crops_of_any_size_are_compared_without_detection(sample):
    a, b, other = (extract_faces(sample(name))[0].pixels for name in ("obama", "obama2", "biden"))
    assert verify(a, b, detect=False).distance == pytest.approx(
        verify(sample("obama"), sample("obama2")).distance, abs=0.15
    )
    small = Picture.from_array(np.asarray(Picture.from_array(b).image().resize((96, 112))))
    assert verify(a, small, detect=False).same
    assert not verify(a, other, detect=False).same


def test_a_picture_remembered_with_its_faces_is_not_taken_for_a_crop(sample, tmp_path):
    from facestyle.faces.cache import EncodingCache

    cache, portrait = EncodingCache(), sample("obama")
    found = verify(portrait, portrait, cache=cache)
    given = verify(portrait, portrait, detect=False, cache=cache)
    assert found.a.face.face.box != given.a.face.face.box == (0, 0, portrait.width, portrait.height)
    assert len(cache) == 1


def test_what_is_no_crop_is_refused():
    with pytest.raises(OptionError, match="300 x 100 pixels, which is no crop of one face; leave out detect=False"):
        encode(np.zeros((100, 300, 3), np.uint8), detect=False)
    with pytest.raises(OptionError, match="choose facenet-128 or dlib"):
        encode(np.zeros((160, 160, 3), np.uint8), "fused", detect=False)
    with pytest.raises(FileMissingError):
        extract_faces("none.jpg")
    with pytest.raises(OptionError, match="encoder"):
        extract_faces(np.zeros((160, 160, 3), np.uint8), "nobody")
