"""Finding, cropping and encoding faces in real photographs."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.errors import ContractError, NoFaceError, OptionError, WeightsMissingError
from facestyle.faces import alignment, detection, distance
from facestyle.faces.detection import Face
from facestyle.faces.encoders import encode as encoders_encode
from facestyle.images import Picture


def picture_of(pixels: np.ndarray, name: str = "made") -> Picture:
    return Picture(name, pixels, pixels.shape[1], pixels.shape[0], str(hash(pixels.tobytes())))


def test_a_portrait_has_one_face_with_its_landmarks_in_place(sample):
    picture = sample("obama")
    [face] = detection.detect(picture)
    left, top, right, bottom = face.box
    assert 0 <= left < right <= picture.width
    assert 0 <= top < bottom <= picture.height
    left_eye, right_eye, nose, left_mouth, right_mouth = face.landmarks
    assert left < left_eye[0] < nose[0] < right_eye[0] < right
    assert top < left_eye[1] < nose[1] < left_mouth[1] < bottom
    assert left_mouth[0] < right_mouth[0]
    assert face.probability > 0.99


def test_boxes_are_in_the_coordinates_of_the_whole_picture(sample_path):
    small = images.load(sample_path("obama"))
    image = Image.open(sample_path("obama"))
    image.resize((image.width * 4, image.height * 4)).save(path := sample_path("obama").parent / ".four-times.jpg")
    try:
        large = images.load(path)
        assert large.scale < 1
        one, other = (faces[detection.choose(faces, of)] for of in (small, large) for faces in [detection.detect(of)])
        assert np.array(other.box) / 4 == pytest.approx(np.array(one.box), abs=12)
    finally:
        path.unlink()


@pytest.mark.shared
@pytest.mark.parametrize(("photo", "faces"), [("multiface.jpg", 6), ("selfie-many-people.jpg", 7)])
def test_every_face_of_a_group_is_found_also_those_cut_off_by_the_border(photo, faces, shared):
    found = detection.detect(images.load(shared / "photos" / photo))
    assert len(found) == faces
    assert [face.centre[0] for face in found] == sorted(face.centre[0] for face in found)


@pytest.mark.parametrize("name", ["china", "coffee", "chelsea"])
def test_no_face_is_an_empty_list(name, sample):
    assert detection.detect(sample(name)) == []


@pytest.mark.parametrize("shape", [(16, 16), (19, 400), (4000, 17), (40, 3000), (200, 200)])
@pytest.mark.parametrize("kind", ["grey", "noise"])
def test_pictures_of_nothing_have_no_face(shape, kind):
    rng = np.random.default_rng(1)
    pixels = (
        rng.integers(0, 255, (*shape, 3), dtype=np.uint8) if kind == "noise" else np.full((*shape, 3), 128, np.uint8)
    )
    assert detection.detect(picture_of(pixels)) == []


def made_faces() -> tuple[list[Face], Picture]:
    points = tuple((0.0, 0.0) for _ in range(5))
    boxes = [((0, 0, 60, 60), 0.99), ((180, 180, 220, 220), 0.9), ((330, 330, 360, 360), 0.999)]
    return [Face(box, points, p) for box, p in boxes], picture_of(np.zeros((400, 400, 3), np.uint8))


def test_which_face_counts_is_an_explicit_choice():
    faces, picture = made_faces()
    assert detection.choose(faces, picture, "centre") == 1
    assert detection.choose(faces, picture, "largest") == 0
    assert detection.choose(faces, picture, "probable") == 2
    with pytest.raises(OptionError, match="loudest"):
        detection.choose(faces, picture, "loudest")
    with pytest.raises(NoFaceError, match="made"):
        detection.choose([], picture)


def test_a_crop_is_the_box_and_a_margin_around_it():
    pixels = np.zeros((200, 200, 3), np.uint8)
    pixels[50:150, 60:140] = 255
    face = Face((60.0, 50.0, 140.0, 150.0), (), 1.0)
    tight = alignment.crop(picture_of(pixels), face, 160, 0)
    assert tight.shape == (160, 160, 3)
    assert tight[2:-2, 2:-2].min() > 250
    wide = alignment.crop(picture_of(pixels), face, 160, 16)
    assert wide[80, 3].max() < 5
    assert wide[80, 12].min() > 250
    at_border = alignment.crop(picture_of(pixels), Face((150.0, 150.0, 200.0, 200.0), (), 1.0), 160, 32)
    assert at_border.shape == (160, 160, 3)


def test_encodings_have_unit_length_and_do_not_depend_on_the_batch(sample):
    crops = []
    for name in ("obama", "obama2", "biden", "astronaut"):
        picture = sample(name)
        crops.append(alignment.crop(picture, detection.detect(picture)[0], 160, 16))
    together = encoders_encode.encode(crops)
    assert together.dtype == np.float32
    assert together.shape == (4, 128)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    alone = np.concatenate([encoders_encode.encode([crop]) for crop in reversed(crops)])[::-1]
    assert np.abs(together - alone).max() < 1e-4
    assert encoders_encode.encode([]).shape == (0, 128)


def test_standardisation_is_that_of_the_formulas():
    import torch

    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 255, (2, 3, 8, 8)).astype(np.float32)
    got = encoders_encode.standardise(torch.from_numpy(pixels), "per-image").numpy()
    for one, expected in zip(got, pixels, strict=True):
        assert one == pytest.approx(
            (expected - expected.mean()) / max(expected.std(), 1 / np.sqrt(expected.size)), abs=1e-5
        )
    fixed = encoders_encode.standardise(torch.from_numpy(pixels), "fixed").numpy()
    assert fixed == pytest.approx((pixels - 127.5) / 128)
    flat = encoders_encode.standardise(torch.full((1, 3, 8, 8), 77.0), "per-image")
    assert flat.abs().max() == 0


def test_an_optional_encoder_out_of_reach_names_the_default(monkeypatch, tmp_path):
    from urllib.error import URLError

    def unreachable(*_, **__):
        raise URLError("no route")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr("facenet_pytorch.models.inception_resnet_v1.download_url_to_file", unreachable)
    with pytest.raises(WeightsMissingError, match="facenet-128"):
        encoders_encode.load_encoder("vggface2")
    with pytest.raises(OptionError, match="eigenfaces"):
        encoders_encode.encode([], "eigenfaces")


def test_d_is_the_sum_of_squared_differences():
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(5, 128)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    table = distance.distances(vectors[:3], vectors)
    for i in range(3):
        for j in range(5):
            naive = sum((float(a) - float(b)) ** 2 for a, b in zip(vectors[i], vectors[j], strict=True))
            assert table[i, j] == pytest.approx(naive, abs=1e-6)
            assert distance.distance(vectors[j], vectors[i]) == pytest.approx(naive, abs=1e-6)
            assert distance.cosine(naive) == pytest.approx(float(vectors[i] @ vectors[j]), abs=1e-5)
    assert distance.distance(vectors[0], -vectors[0]) == pytest.approx(4.0, abs=1e-6)
    with pytest.raises(ContractError, match="128 and of 512"):
        distance.distances(vectors, np.zeros((1, 512), np.float32))


def test_a_doubtful_speck_near_the_centre_is_not_the_face_that_counts_on_a_tall_portrait():
    """As detected in one of many crops of a portrait: p = 0.78, at the border, nearer to the centre than the face."""
    picture = Picture.from_array(np.zeros((600, 262, 3), np.uint8))
    face = Face((114, 38, 198, 153), (), 1.0, 1.0)
    speck = Face((251, 227, 262, 269), (), 0.778, 0.4)
    for policy in ("centre", "largest", "probable"):
        assert detection.choose([face, speck], picture, policy) == detection.choose([speck, face], picture, policy) ^ 1
        assert detection.choose([face, speck], picture, policy) == 0
    # A doubtful face of the same size may be whom the picture shows, and a bystander the sure one.
    subject = Face((90, 240, 170, 350), (), 0.9, 1.0)
    assert detection.choose([face, subject], picture) == 1
    assert detection.choose([speck], picture) == 0


@pytest.mark.parametrize("turned", [False, True])
def test_a_sure_speck_nearer_to_the_centre_is_not_the_face_that_counts_on_an_elongated_portrait(turned):
    """The same place, where the detector is sure of the speck; and the same on a picture that is as wide."""
    boxes, (height, width) = [(114, 38, 198, 153), (251, 227, 262, 269)], (600, 262)
    if turned:
        boxes, (height, width) = [(top, left, bottom, right) for left, top, right, bottom in boxes], (width, height)
    picture = Picture.from_array(np.zeros((height, width, 3), np.uint8))
    assert detection.choose([Face(box, (), 0.995, 1.0) for box in boxes], picture) == 0


def test_on_a_square_the_face_that_counts_is_that_of_facenet():
    picture = Picture.from_array(np.zeros((250, 250, 3), np.uint8))
    rng = np.random.default_rng(1)
    for _ in range(50):
        corners = rng.uniform(0, 150, (3, 2))
        faces = [
            Face((x, y, x + size, y + size), (), 1.0, 1.0) for (x, y), size in zip(corners, (40, 60, 90), strict=True)
        ]
        sizes, centres = np.array([face.area for face in faces]), np.array([face.centre for face in faces])
        expected = int(np.argmax(sizes - 2 * ((centres - 125) ** 2).sum(1)))
        assert detection.choose(faces, picture) == expected
