"""Encoders from ONNX files: equal to the network that was exported, and refused where file and card don't fit."""

from __future__ import annotations

import hashlib
import json
import sys
import warnings

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

from facestyle.cli import enrol
from facestyle.cli.main import main
from facestyle.errors import FacestyleError, OptionError
from facestyle.faces import calibration
from facestyle.faces.encoders import loading
from facestyle.faces.encoders.card import ARCFACE
from facestyle.faces.encoders.encode import encode
from facestyle.faces.encoders.onnx import onnx_encoder
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.gallery.file import Stored, open_gallery, write_gallery
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.options import VerifyOptions
from facestyle.faces.pipeline import encode as encode_picture
from facestyle.faces.verification import verify
from facestyle.ui import serving

#: Pixels on a side of the small networks' crops.
SIDE = 32


@pytest.fixture(autouse=True)
def encoders_as_they_were():
    """What a test registers is gone after it."""
    before = dict(ENCODERS)
    yield
    ENCODERS.clear()
    ENCODERS.update(before)
    for cache in (loading._loaded, calibration.shipped):
        cache.cache_clear()


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The default encoder's network as an ONNX file, without a card."""
    path = tmp_path_factory.mktemp("onnx") / "facenet.onnx"
    example = torch.zeros(1, 3, 160, 160)
    with warnings.catch_warnings():  # this exporter is the one that needs no further package
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            loading.plain("facenet-128"),
            (example,),
            str(path),
            input_names=["crops"],
            output_names=["f"],
            dynamic_axes={"crops": {0: "n"}, "f": {0: "n"}},
            dynamo=False,
        )
    return path


def carded(path, **said):
    """Write a card beside an ONNX file; a value of None leaves the field out."""
    card = {
        "name": "mine",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "licence": "MIT",
        "input_size": SIDE,
        "tau": 1.0,
        **said,
    }
    path.with_suffix(".json").write_text(json.dumps({key: value for key, value in card.items() if value is not None}))
    return path


@pytest.fixture
def facenet(exported):
    """The exported network with a card that prepares faces as the default encoder does."""
    spec = ENCODERS["facenet-128"]
    return carded(
        exported,
        name="facenet-onnx",
        input_size=spec.size,
        standardisation=spec.standardisation,
        landmarks=[list(place) for place in spec.crops[0].places],
        margin=spec.crops[-1].margin,
        both_crops=len(spec.crops) > 1,
        mirrored=spec.mirrored,
        tau=spec.tau,
    )


def means_of_channels(path, shape=("n", 3, SIDE, SIDE), kind=TensorProto.FLOAT):
    """Write a network that gives the mean of each channel: simple enough to know its answer."""
    over = [1, 2] if shape[-1] == 3 else [2, 3]
    node = helper.make_node("ReduceMean", ["x"], ["f"], axes=over, keepdims=0)
    graph = helper.make_graph(
        [node],
        "means",
        [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info("f", kind, (shape[0], 3))],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path


def unit(values):
    return np.asarray(values, dtype=np.float64) / np.linalg.norm(values)


def test_an_exported_encoder_gives_the_same_encodings(facenet, sample):
    name = onnx_encoder(facenet)
    for picture in (sample("obama"), sample("biden"), sample("astronaut")):
        [ours, *_], [theirs, *_] = encode_picture(picture), encode_picture(picture, name)
        assert theirs.encoding == pytest.approx(ours.encoding, abs=1e-4)
        assert theirs.contract != ours.contract


def test_its_distances_are_no_probabilities_until_it_is_calibrated(facenet, sample):
    name = onnx_encoder(facenet)
    before = verify(sample("obama"), sample("obama2"), VerifyOptions(name))
    assert before.same
    assert before.probability is None
    rng = np.random.default_rng(0)
    d = np.concatenate([rng.normal(0.6, 0.2, 200), rng.normal(1.5, 0.2, 200)]).clip(0, 4)
    made = calibration.calibrate(d, np.arange(400) < 200, name, "distances made by hand")
    try:
        beside = facenet.with_suffix(".calibration.json")
        calibration.write_calibration(made, beside)
        calibration.shipped.cache_clear()
        after = verify(sample("obama"), sample("obama2"), VerifyOptions(onnx_encoder(facenet)))
    finally:
        beside.unlink()
    assert after.probability > 0.9
    assert after.threshold == pytest.approx(made.even)


def test_the_command_line_takes_the_file_for_an_encoder(facenet, sample_path, capsys):
    photos = [str(sample_path("obama")), str(sample_path("biden"))]
    answers = []
    for encoder in ([], ["--encoder", str(facenet)]):
        with pytest.raises(SystemExit) as ended:
            main(["verify", *photos, "--json", *encoder])
        assert not ended.value.code
        answers.append(json.loads(capsys.readouterr().out))
    ours, theirs = answers
    assert theirs["encoder"] == "facenet-onnx"
    assert theirs["distance"] == pytest.approx(ours["distance"], abs=1e-3)
    assert theirs["probability"] is None


def test_a_gallery_of_its_own_encodings_can_be_kept_and_searched(facenet, sample, tmp_path):
    gallery = Gallery(onnx_encoder(facenet))
    [face, *_] = encode_picture(sample("obama"), gallery.encoder)
    gallery.enrol("Barack Obama", face, "digest of the first picture")
    write_gallery(Stored(gallery.contents(), {}), tmp_path / "people.gallery")
    found, _ = open_gallery(tmp_path / "people.gallery")
    [answer, *_] = found.identify(encode_picture(sample("obama2"), found.encoder))
    assert answer.name == "Barack Obama"


@pytest.mark.parametrize("shape", [("n", 3, SIDE, SIDE), (1, 3, SIDE, SIDE), ("n", SIDE, SIDE, 3), (1, 3, "h", "w")])
def test_any_order_of_axes_and_any_batch_gives_the_same(shape, tmp_path):
    crops = np.random.default_rng(1).integers(0, 255, (5, SIDE, SIDE, 3), dtype=np.uint8)
    name = onnx_encoder(carded(means_of_channels(tmp_path / "means.onnx", shape)))
    for crop, f in zip(crops, encode(list(crops), name), strict=True):
        assert f == pytest.approx(unit(crop.mean(axis=(0, 1))), abs=1e-5)


def test_colours_and_standardisation_are_those_of_the_card(tmp_path):
    crops = np.random.default_rng(2).integers(0, 255, (2, SIDE, SIDE, 3), dtype=np.uint8)
    path = means_of_channels(tmp_path / "means.onnx")
    name = onnx_encoder(carded(path, colour_order="BGR", standardisation="mean-std", mean=127.5, std=127.5))
    for crop, f in zip(crops, encode(list(crops), name), strict=True):
        assert f == pytest.approx(unit((crop.mean(axis=(0, 1))[::-1] - 127.5) / 127.5), abs=1e-4)


def test_preparing_faces_in_another_way_makes_another_contract(tmp_path):
    path = means_of_channels(tmp_path / "means.onnx")
    contracts = set()
    for number, more in enumerate(({}, {"colour_order": "BGR"}, {"landmarks": "arcface"}, {"mirrored": True})):
        contracts.add(ENCODERS[onnx_encoder(carded(path, name=f"mine{number}", **more))].contract.split("/", 1)[1])
    assert len(contracts) == 4


def test_the_arcface_template_follows_the_size_of_the_crop(tmp_path):
    path = means_of_channels(tmp_path / "means.onnx", ("n", 3, 224, 224))
    spec = ENCODERS[onnx_encoder(carded(path, input_size=224, landmarks="arcface"))]
    assert np.array(spec.crops[0].places) == pytest.approx(2 * np.array(ARCFACE))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"sha256": "0" * 64}, "is the card of another file"),
        ({"sha256": "abc"}, "64 hexadecimal digits"),
        ({"licence": None}, "does not say licence"),
        ({"licence": ""}, "licence must be a text"),
        ({"name": "../up"}, "name must be"),
        ({"name": "facenet-128"}, "the name of another encoder"),
        ({"input_size": 112}, "112 x 112"),
        ({"input_size": "112"}, "input_size"),
        ({"tau": float("nan")}, "tau"),
        ({"tau": 5}, "tau"),
        ({"colour_order": "GRB"}, "colour_order"),
        ({"standardisation": "imagenet"}, "standardisation"),
        ({"standardisation": "mean-std", "std": 0}, "std"),
        ({"landmarks": [[1, 2]]}, "landmarks must be"),
        ({"landmarks": [["1", 2]] * 5}, "landmarks"),
        ({"mirrored": "yes"}, "mirrored must be"),
        ({"treshold": 1.0}, "'treshold' is no field"),
    ],
)
def test_a_card_that_is_wrong_is_refused_with_its_field(said, sentence, tmp_path):
    path = carded(means_of_channels(tmp_path / "means.onnx"), **said)
    with pytest.raises(FacestyleError, match=sentence):
        onnx_encoder(path)
    assert "mine" not in ENCODERS


def test_what_is_no_card_and_no_network_is_refused(tmp_path, monkeypatch):
    path = means_of_channels(tmp_path / "means.onnx")
    with pytest.raises(FacestyleError, match=hashlib.sha256(path.read_bytes()).hexdigest()):
        onnx_encoder(path)
    for text in (b"", b"[]", b"{", b"\xff\xfe", b"[" * 60_000, b" " * 70_000):
        path.with_suffix(".json").write_bytes(text)
        with pytest.raises(FacestyleError, match="is no card"):
            onnx_encoder(path)
    with pytest.raises(FacestyleError, match=r"absent\.onnx can't be read"):
        onnx_encoder(tmp_path / "absent.onnx")
    noise = tmp_path / "noise.onnx"
    noise.write_bytes(b"not a network at all")
    with pytest.raises(FacestyleError, match="can't be read as an ONNX network"):
        onnx_encoder(carded(noise))
    with pytest.raises(FacestyleError, match="takes tensor"):
        onnx_encoder(carded(means_of_channels(tmp_path / "double.onnx", kind=TensorProto.DOUBLE)))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(FacestyleError, match=r"pip install 'facestyle\[onnx\]'"):
        onnx_encoder(carded(path))


def test_the_page_offers_the_encoders_that_its_operator_names(facenet, setting):
    setting("FACESTYLE_ENCODERS", str(facenet))
    serving.offer()
    assert "facenet-onnx" in ENCODERS
    setting("FACESTYLE_COMPUTE", "auto")
    with pytest.raises(OptionError, match="a file that a cluster's processes don't have"):
        serving.offer()
    with pytest.raises(OptionError, match="a file that a cluster's processes don't have"):
        enrol._reader("ray", None, "facenet-onnx")
    setting("FACESTYLE_COMPUTE", "local")
    setting("FACESTYLE_ENCODERS", str(facenet.with_name("absent.onnx")))
    with pytest.raises(FacestyleError, match="can't be read"):
        serving.offer()


def test_gradients_of_it_are_refused(tmp_path):
    name = onnx_encoder(carded(means_of_channels(tmp_path / "means.onnx")))
    with pytest.raises(FacestyleError, match="has no gradients"):
        loading.network(name, differentiable=True)
