"""A trained map is an encoder like any other: verification, galleries and calibration take it, and mix it with none."""

import json

import numpy as np
import pytest

from facestyle.cli import main as cli_main
from facestyle.errors import ContractError, OptionError
from facestyle.faces import calibration
from facestyle.faces.encoders import registry
from facestyle.faces.encoders.registry import encoder_spec, known_encoder
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.pipeline import encode_faces
from facestyle.faces.siamese import checkpoint
from facestyle.faces.siamese.model import SiameseModel
from facestyle.faces.siamese.trained import FOLDER, trained_encoder
from facestyle.faces.verification import VerifyOptions, verify

CONTRACT = encoder_spec("facenet-128").contract


@pytest.fixture(scope="module")
def matrix():
    """Not far from the identity, as training leaves it."""
    rng = np.random.default_rng(5)
    return (np.eye(128) + 0.03 * rng.normal(size=(128, 128))).astype(np.float32)


@pytest.fixture(scope="module")
def file(matrix, tmp_path_factory):
    """A model file as `train triplet` writes it."""
    path = tmp_path_factory.mktemp("model") / "poor-camera.safetensors"
    none = np.zeros(0, dtype=np.float32)
    checkpoint.write_model(path, SiameseModel("triplet", "facenet-128", CONTRACT, matrix, none, 0.0, 0.9))
    return path


@pytest.fixture
def name(file):
    """Of the encoder; forgotten afterwards."""
    yield trained_encoder(file)
    registry._trained.clear()


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        cli_main.main([str(one) for one in arguments])
    return end.value.code or 0, capsys.readouterr()


def naive(matrix, f):
    mapped = [sum(float(matrix[row, k]) * float(f[k]) for k in range(128)) for row in range(128)]
    length = sum(value**2 for value in mapped) ** 0.5
    return np.array([value / length for value in mapped])


def test_its_encodings_are_the_base_s_through_the_map(name, matrix, sample):
    picture = sample("obama")
    (plain,), (mapped,) = (encode_faces([picture], encoder=one)[0] for one in ("facenet-128", name))
    np.testing.assert_allclose(mapped.encoding, naive(matrix, plain.encoding), atol=1e-5)
    assert mapped.contract != plain.contract
    assert mapped.contract.startswith(CONTRACT)
    assert encoder_spec(name).networks == ("facenet-128",)


def test_it_verifies_at_its_own_threshold(name, matrix, sample):
    plain, mapped = (verify(sample("obama"), sample("obama2"), VerifyOptions(one)) for one in ("facenet-128", name))
    assert mapped.threshold == pytest.approx(0.9)
    assert mapped.same
    assert mapped.distance != pytest.approx(plain.distance, abs=1e-6)
    assert not verify(sample("obama"), sample("biden"), VerifyOptions(name)).same


def test_a_gallery_of_it_names_people_and_takes_no_other_encodings(name, file, sample, tmp_path):
    ours = Gallery(name)
    for who in ("obama", "biden"):
        ours.enrol(who, encode_faces([sample(who)], encoder=name)[0][0], who)
    faces = encode_faces([sample("obama2")], encoder=name)[0]
    assert ours.identify(faces)[0].name == "obama"
    assert ours.threshold() < 0.9
    with pytest.raises(ContractError):
        ours.enrol("obama", encode_faces([sample("obama3")])[0][0], "other")
    path = tmp_path / "people.facestyle"
    gallery_file.write_gallery(gallery_file.Stored(ours.contents(), {}), path)
    assert gallery_file.read_gallery(path).contents.encoder == name
    registry._trained.clear()
    with pytest.raises(ContractError, match="Give the trained model as encoder"):
        gallery_file.read_gallery(path)


def test_it_is_calibrated_and_the_file_is_its_own(name, tmp_path):
    rng = np.random.default_rng(1)
    d = np.concatenate([rng.normal(0.5, 0.2, 60), rng.normal(1.5, 0.2, 60)]).clip(0, 4)
    made = calibration.calibrate(d, [True] * 60 + [False] * 60, name, "made-up distances")
    path = tmp_path / "its.json"
    calibration.write_calibration(made, path)
    assert calibration.read_calibration(path).encoder == name
    assert VerifyOptions(name, calibration=made).tau == pytest.approx(made.even)
    with pytest.raises(ContractError):
        VerifyOptions(calibration=made)
    registry._trained.clear()
    with pytest.raises(ContractError):
        calibration.read_calibration(path)


def test_on_the_command_line_a_file_is_an_encoder(file, small_path, capsys, tmp_path):
    try:
        pair = [small_path("obama"), small_path("obama2")]
        code, said = run(capsys, "verify", *pair, "--encoder", file, "--json")
        assert code == 0, said.err
        assert json.loads(said.out)["threshold"] == pytest.approx(0.9)
        for who in ("obama", "biden"):
            (tmp_path / "people" / who).mkdir(parents=True)
            (tmp_path / "people" / who / "1.jpg").symlink_to(small_path(who))
        gallery = tmp_path / "people.facestyle"
        code, said = run(capsys, "enrol", tmp_path / "people", "-o", gallery, "--encoder", file, "--json")
        assert code == 0, said.err
        code, said = run(capsys, "identify", pair[1], "--gallery", gallery, "--encoder", file, "--json")
        assert code == 0, said.err
        assert "obama" in said.out
    finally:
        registry._trained.clear()


def test_what_is_no_encoder_is_refused(capsys, sample_path, tmp_path):
    with pytest.raises(OptionError, match="head"):
        trained_encoder(FOLDER / "facenet-128-binary-l1.safetensors")
    assert known_encoder("facenet-128+00000000") is None
    with pytest.raises(OptionError):
        VerifyOptions("facenet-128+00000000")
    broken = tmp_path / "broken.safetensors"
    broken.write_text("nothing of the kind")
    for path in (broken, tmp_path / "missing.safetensors"):
        code, said = run(capsys, "verify", sample_path("obama"), sample_path("obama2"), "--encoder", path)
        assert code == 2
        assert path.name in said.err
        assert "Traceback" not in said.err
