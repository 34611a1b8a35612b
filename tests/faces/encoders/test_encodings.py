"""Faces brought upright, dlib's network against dlib itself, and encoders joined."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
import torch
from PIL import Image

from facestyle.compute import formats
from facestyle.compute.device import device
from facestyle.errors import OptionError, WeightsDamagedError
from facestyle.faces import detection, distance
from facestyle.faces.alignment import align, crop, similarity_transform
from facestyle.faces.encoders import encode as encoders_encode
from facestyle.faces.encoders import facenet_128, loading
from facestyle.faces.encoders.encode import encode_detected
from facestyle.faces.encoders.registry import ENCODERS, Crop
from facestyle.faces.encoders.resnet29 import ResNet29
from facestyle.faces.pipeline import encode_faces
from facestyle.images import Picture
from facestyle.weights import cache as weights_cache
from facestyle.weights.dlib import resnet29_from_dlib
from facestyle.weights.sources import SOURCES

PLACES = np.array(facenet_128.PLACES)


def picture_of(image: Image.Image) -> Picture:
    return Picture("made", np.asarray(image), image.width, image.height, f"made{hash(image.tobytes())}")


@pytest.fixture(scope="module")
def found(sample):
    """A sample by name, with the face that was found first in it."""

    @cache
    def found(name: str) -> tuple[Picture, detection.Face]:
        picture = sample(name)
        return picture, detection.detect(picture)[0]

    return found


def test_the_transform_is_the_least_squares_one_and_never_a_reflection():
    rng = np.random.default_rng(1)
    for _ in range(20):
        points, places = rng.normal(size=(2, 5, 2)) * 10
        matrix = similarity_transform(points, places)
        x, y = points.T
        one, none = np.ones(5), np.zeros(5)
        unknowns = np.vstack([np.stack([x, -y, one, none], 1), np.stack([y, x, none, one], 1)])
        a, b, across, down = np.linalg.lstsq(unknowns, np.concatenate([places[:, 0], places[:, 1]]), rcond=None)[0]
        assert matrix == pytest.approx(np.array([[a, -b, across], [b, a, down]]))
        assert np.linalg.det(matrix[:, :2]) >= 0


@pytest.mark.parametrize("degenerate", ["coincide", "fit no turn"])
def test_landmarks_that_tell_no_turn_or_scale_are_only_shifted(degenerate):
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]])
    # A square and its mirror image: each turn that helps two corners spoils the other two.
    points = np.full((4, 2), 7.0) if degenerate == "coincide" else square[::-1] @ np.diag([1, -1])
    matrix = similarity_transform(points, square)
    assert matrix[:, :2] == pytest.approx(np.eye(2))
    assert points.mean(axis=0) + matrix[:, 2] == pytest.approx(square.mean(axis=0))


def test_a_large_photograph_is_cut_as_its_reduced_copy(found):
    picture, face = found("obama")
    large = picture_of(picture.image().resize((2 * picture.width, 2 * picture.height), Image.Resampling.BICUBIC))
    doubled = detection.Face(
        tuple(2 * side for side in face.box), tuple((2 * x, 2 * y) for x, y in face.landmarks), face.probability
    )
    one, other = align(picture, face, PLACES, 160), align(large, doubled, PLACES, 160)
    assert np.abs(one.astype(float) - other).mean() < 3


@pytest.mark.parametrize("name", ["obama", "biden"])
def test_landmarks_come_to_lie_at_their_places(found, name):
    picture, face = found(name)
    cut = align(picture, face, PLACES, 160)
    [again] = detection.detect(picture_of(Image.fromarray(np.pad(cut, ((60, 60), (60, 60), (0, 0))))))
    assert np.abs(np.array(again.landmarks) - 60 - PLACES).mean() < 4


@pytest.mark.parametrize("degrees", [-25, 25])
def test_a_tilted_head_is_encoded_nearly_as_upright(sample, degrees):
    picture = sample("obama")
    tilted = picture_of(picture.image().rotate(degrees, Image.Resampling.BICUBIC))
    both = encode_faces([picture, tilted])
    chosen = [faces[detection.choose([found.face for found in faces], picture)] for faces in both]
    assert distance.distance(chosen[0].encoding, chosen[1].encoding) < 0.2


def test_a_face_and_its_mirror_image_have_one_encoding(found):
    cut = encoders_encode.cut(*found("biden"), ENCODERS["facenet-128"])
    one, other = encoders_encode.encode([cut, cut[:, ::-1].copy()])
    assert distance.distance(one, other) < 1e-6


def test_dlibs_network_gives_what_dlib_gives(found, original):
    dlib = pytest.importorskip("dlib")
    kept = weights_cache.tensors("dlib")
    network = ResNet29().eval()
    network.load_state_dict(kept, strict=True)
    peer = dlib.face_recognition_model_v1(str(original("dlib")))
    for name in ("obama", "obama2", "biden", "astronaut"):
        chip = encoders_encode.cut(*found(name), ENCODERS["dlib"])
        with torch.inference_mode():
            ours = network(torch.from_numpy(chip.copy()).permute(2, 0, 1)[None].float())[0].numpy()
        assert np.abs(ours - np.array(peer.compute_face_descriptor(np.ascontiguousarray(chip)))).max() < 1e-4


@pytest.mark.parametrize("data", [b"", b"\x01\x05con_4", b"\x01\x05con_4\x01\x02\x01\x01\x01\x01\x01\x01\x01\x01" * 3])
def test_bytes_that_are_not_dlibs_network_are_refused(data):
    with pytest.raises(WeightsDamagedError, match="29 layers"):
        resnet29_from_dlib(data)


def test_the_fused_distance_is_the_weighted_sum_of_its_parts(found):
    faces = [found(name) for name in ("obama", "obama2", "biden")]
    fused = encode_detected(faces, "fused")
    assert fused.shape == (3, 256)
    assert fused.dtype == np.float32
    assert np.linalg.norm(fused, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    parts = {part: encode_detected(faces, part) for part, _ in ENCODERS["fused"].parts}
    expected = sum(share * distance.distances(parts[part], parts[part]) for part, share in ENCODERS["fused"].parts)
    assert distance.distances(fused, fused) == pytest.approx(expected, abs=1e-5)
    assert encode_detected([], "fused").shape == (0, 256)
    with pytest.raises(OptionError, match="no network of its own"):
        encoders_encode.encode([np.zeros((160, 160, 3), np.uint8)], "fused")


def test_the_encodings_of_all_crops_are_averaged(found):
    """Each crop and its mirror image alone, averaged by hand."""
    spec = ENCODERS["facenet-128"]
    assert len(spec.crops) == 2
    faces = [found(name) for name in ("obama", "biden")]
    sums = np.zeros((2, 128))
    for way in range(len(spec.crops)):
        f = encoders_encode.encode([encoders_encode.cut_each_way(*one, spec)[way] for one in faces])
        sums += f
    expected = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    assert encode_detected(faces, "facenet-128") == pytest.approx(expected, abs=1e-5)
    aligned, by_box = encoders_encode.cut_each_way(*faces[0], spec)
    assert np.array_equal(aligned, encoders_encode.cut(*faces[0], spec))
    assert np.array_equal(by_box, crop(*faces[0], 160, 16))


def test_a_contract_names_every_crop_and_how_often_networks_run():
    spec = ENCODERS["facenet-128"]
    assert "aligned and box+16, mirrored" in spec.contract
    for crops in ((spec.crops[0],), spec.crops[::-1], (*spec.crops, Crop(margin=8))):
        assert replace(spec, crops=crops).contract != spec.contract
    assert (spec.passes, ENCODERS["dlib"].passes, ENCODERS["fused"].passes) == (4, 2, 6)
    assert f"encoded {['', 'once', 'twice', 'three', 'four'][spec.passes]} times" in spec.description


@pytest.mark.parametrize("name", ["facenet-128", "dlib", "fused"])
def test_each_encoder_tells_two_men_apart(found, name):
    tau = ENCODERS[name].tau
    encodings = encode_detected([found(photo) for photo in ("obama", "obama2", "obama3", "biden")], name)
    table = distance.distances(encodings, encodings)
    assert table[:3, :3].max() < tau < table[:3, 3].min()


@pytest.mark.parametrize("spec", ENCODERS.values(), ids=list(ENCODERS))
def test_every_encoder_says_what_it_is_and_what_its_limits_are(spec):
    assert all((spec.description, spec.licence, spec.trained_on, spec.limits, spec.tau_source))
    assert 0 < spec.tau_gallery < spec.tau < 4
    assert (spec.load is None) == bool(spec.parts)
    for network in spec.networks:
        if network in SOURCES:  # the model card repeats what the table of sources pins
            assert SOURCES[network].trained_on in ENCODERS[network].trained_on
            assert SOURCES[network].licence == ENCODERS[network].licence


def test_no_two_encoders_share_a_contract():
    assert len({spec.contract for spec in ENCODERS.values()}) == len(ENCODERS)


@pytest.mark.parametrize("name", ["facenet-128", "dlib"])
def test_the_network_as_it_runs_equals_the_network_as_it_was_trained(found, measured_formats, name):
    """Folded, and in the format that was fastest: on faces, not on the pictures that the format was chosen with."""
    spec = ENCODERS[name]
    photos = ("obama", "obama2", "obama3", "biden", "astronaut")
    crops = [encoders_encode.cut(*found(photo), spec) for photo in photos]
    x = encoders_encode.standardise(torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float(), spec.standardisation)
    with torch.inference_mode():
        trained, running = loading.plain(name)(x), loading.network(name)(x.to(device()))
    assert torch.nn.functional.cosine_similarity(trained, running.cpu()).min() >= formats.AGREES


@pytest.mark.parametrize("name", ["facenet-128", "dlib"])
def test_folding_alone_changes_nothing_but_rounding(name):
    trained, folded = loading.plain(name), loading._folded(loading.plain(name))
    x = loading._example(150, 255.0) if name == "dlib" else loading._example(160, 1.0)
    with torch.inference_mode():
        one, other = trained(x), folded(x)
    assert (one - other).abs().max() < 1e-4 * one.abs().max()


def test_a_format_that_changes_the_answer_is_not_used(monkeypatch):
    class Fine(torch.nn.Module):
        """Differences that float32 sees and bfloat16 does not."""

        def forward(self, x):
            return (x + 256.0) - 256.0

    network = torch.nn.Sequential(Fine(), torch.nn.Flatten()).eval()
    forms = {one.name: partial(formats.InFormat, network, one) for one in formats.CANDIDATES["cpu"]}
    _, chosen = formats.fastest_of(forms, formats.forward, torch.rand(4, 3, 64, 64), formats.AGREES)
    assert chosen.format.dtype == torch.float32


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_packed_convolutions_give_the_same_and_stand_aside_where_torch_has_none(monkeypatch, dtype):
    if dtype == torch.bfloat16 and not formats.computes_bfloat16(torch.device("cpu")):
        pytest.skip("this processor does not compute in bfloat16: packed bfloat16 is not tried here")
    chosen = formats.Format("channels last", dtype, torch.channels_last)
    folded = loading._folded(loading.plain("facenet-128"))
    form, packed = formats.InFormat(folded, chosen), loading._packed(folded, chosen)
    assert any(isinstance(module, loading.PackedConv) for module in packed.modules())
    x = loading._example(160, 1.0)
    for batch in (x, x[:1], torch.cat([x, x.flip(-1)])):
        one, other = formats.forward(form, batch), formats.forward(packed, batch)
        assert torch.nn.functional.cosine_similarity(one, other).min() > 0.9999
    monkeypatch.setattr(torch.ops, "mkldnn", object(), raising=False)
    forms = {"as it is": lambda: form, "packed": lambda: loading._packed(folded, chosen)}
    assert formats.fastest_of(forms, formats.forward, x, formats.AGREES) == ("as it is", form)


def test_gradients_pass_where_they_are_asked_for(measured_formats):
    x = loading._example(160, 1.0).to(device()).requires_grad_()
    (gradient,) = torch.autograd.grad(loading.network("facenet-128", differentiable=True)(x).square().sum(), x)
    assert torch.isfinite(gradient).all()
    assert gradient.abs().max() > 0
