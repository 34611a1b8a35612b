"""Training through the API, and Verify by what was trained: real pictures, and zips that mean no good."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from facestyle import images
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.siamese.checkpoint import read_model, write_model
from facestyle.faces.siamese.model import SiameseModel
from facestyle.ui.train import events as train_events
from facestyle.ui.train import work as train_work


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(train_events, "SECONDS_A_PICTURE", 0.0)


@pytest.fixture
def photo(sample_path):
    return lambda name: handle_file(str(sample_path(name)))


def train(client, **values):
    return client.predict(**{"file": None, "steps": 12, **values}, api_name="/train")


def value_of(output):
    return output["value"] if isinstance(output, dict) and "value" in output else output


def zip_of(path: Path, *members: tuple[str, bytes]) -> dict:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return handle_file(str(path))


def small(path: Path) -> bytes:
    """A photograph as a quick one for the detector."""
    image, buffer = images.load(path).image(), io.BytesIO()
    image.thumbnail((320, 320))
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def test_the_example_is_learned_and_verify_uses_it_in_this_visit_alone(visitor, photo):
    one, other = visitor(), visitor()
    data, page, formula, model, *_ = train(one)
    found = data["result"]
    assert (data["step"], data["done"], data["cancelled"]) == (12, True, False)
    assert found["degraded_plain"] < found["degraded_trained"]
    assert (found["unseen"], found["people"]) == (False, 3)
    assert "says nothing about others" in page
    assert r"\mathcal{L} = \max(" in formula
    kept = read_model(Path(value_of(model)))
    assert (kept.kind, kept.tau, kept.figures) == ("triplet", found["threshold"], {})
    pair = {"photo_a": photo("obama"), "photo_b": photo("obama2"), "similarity": "trained"}
    answer, card, formula, *_ = one.predict(**pair, api_name="/verify")
    assert (answer["same"], answer["threshold"]) == (True, found["threshold"])
    assert answer["probability"] is None  # three people are too few to promise one
    assert "as the trained model sees them" in card
    assert "W f(x)" in formula
    with pytest.raises(AppError, match="No model was trained in this visit"):
        other.predict(**pair, api_name="/verify")


@pytest.mark.parametrize("head", ["binary-l1", "binary-chi2"])
def test_verify_by_a_head_answers_with_a_probability(client, photo, head):
    for other, same in (("obama2", True), ("biden", False)):
        pair = {"photo_a": photo("obama"), "photo_b": photo(other)}
        answer, card, formula, *_ = client.predict(**pair, similarity=head, api_name="/verify")
        assert (answer["same"], answer["similarity"], answer["threshold"]) == (same, head, 0.5)
        assert answer["probability"] == pytest.approx(1 / (1 + np.exp(-answer["logit"])), abs=1e-6)
        assert "Probability of one person" in card
        assert rf"\sigma({answer['logit']:.2f}) = {answer['probability']:.2f}" in formula
    with pytest.raises(AppError, match="from 0 to 1"):
        client.predict(**pair, threshold=1.5, similarity=head, api_name="/verify")
    with pytest.raises(AppError, match="comes with the encoder dlib"):
        client.predict(**pair, encoder="dlib", similarity=head, api_name="/verify")
    with pytest.raises(AppError, match="false match rate"):
        client.predict("facenet-128", 0.01, head, api_name="/verify_threshold_of")


def test_a_model_file_is_used_and_one_that_is_none_is_refused(client, photo, tmp_path):
    never = SiameseModel(
        "triplet", "facenet-128", encoder_spec("facenet-128").contract, np.eye(128, dtype=np.float32),
        np.zeros(0, dtype=np.float32), 0.0, tau=0.0,
    )  # fmt: skip
    write_model(tmp_path / "never.safetensors", never)
    told, *_ = client.predict(handle_file(str(tmp_path / "never.safetensors")), api_name="/use_model")
    assert told == {"kind": "triplet", "encoder": "facenet-128", "threshold": 0.0}
    pair = {"photo_a": photo("obama"), "photo_b": photo("obama2"), "similarity": "trained"}
    assert client.predict(**pair, api_name="/verify")[0]["same"] is False
    whole = (tmp_path / "never.safetensors").read_bytes()
    for name, data in (("words", b"words"), ("half", whole[:-9]), ("empty", b"")):
        path = tmp_path / f"{name}.safetensors"
        path.write_bytes(data)
        with pytest.raises(AppError, match=rf"{name}\.safetensors"):
            client.predict(handle_file(str(path)), api_name="/use_model")


def test_the_gallery_s_encodings_are_learned_once_somebody_has_two(client, photo):
    with pytest.raises(AppError, match="enrolled from one picture"):
        train(client, which="gallery")
    client.predict(photos=[photo("obama2")], name="Barack Obama", api_name="/enrol")
    data, page, *_ = train(client, which="gallery", degrade="20px", margin=2.0, mining="all")
    assert data["result"]["split"]["train"] == {"people": 2, "pictures": 3}
    assert "data:image" not in page  # there are no pictures to show
    assert "nothing to degrade" in page


def test_zips_that_nothing_can_be_learned_from_say_why(client, tmp_path, sample_path):
    obama, biden = (small(sample_path(name)) for name in ("obama", "biden"))
    (tmp_path / "none.zip").write_bytes(b"words")
    cases = [
        ("no zip", handle_file(str(tmp_path / "none.zip"))),
        ("only Ada", zip_of(tmp_path / "a.zip", ("Ada/1.jpg", obama), ("Ada/2.jpg", obama))),
        ("one picture of each", zip_of(tmp_path / "b.zip", ("Ada/1.jpg", obama), ("Emmy/1.jpg", biden))),
        ("leads out", zip_of(tmp_path / "c.zip", ("../../Ada/1.jpg", obama))),
        ("holds no NAME", zip_of(tmp_path / "d.zip", ("1.jpg", obama))),
        ("more than 2000 entries", zip_of(tmp_path / "f.zip", *((f"A/{n}.jpg", b"") for n in range(2001)))),
        ("words.jpg", zip_of(tmp_path / "g.zip", ("Ada/words.jpg", b"words"))),
    ]
    for says, file in cases:
        with pytest.raises(AppError, match=says):
            train(client, which="zip", file=file)
    with pytest.raises(AppError, match="No ZIP was given"):
        train(client, which="zip")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"margin": "wide"}, "margin"),
        ({"margin": 9}, "margin is 9"),
        ({"steps": 1e9}, "steps"),
        ({"kind": "arcface"}, "kind"),
        ({"mining": ["hard"]}, "mining"),
        ({"degrade": "tiny"}, "degrade"),
        ({"seed": -1}, "seed"),
        ({"which": "lfw"}, "which"),
    ],
)
def test_values_that_are_none_are_refused_before_anything_is_encoded(client, monkeypatch, values, says):
    monkeypatch.setattr(train_work, "samples", lambda _pixels: pytest.fail("something was encoded"))
    with pytest.raises(AppError, match=says):
        train(client, **values)


def test_a_training_is_cancelled_within_a_step_and_what_it_learned_is_kept(client):
    job = client.submit(file=None, steps=5000, margin=2.0, mining="random", api_name="/train")
    assert any("step" in told[0] for told in job)
    client.predict(api_name="/stop_training")
    data, page, *_ = job.result(timeout=60)
    assert data["cancelled"] is True
    assert 0 < data["step"] < 5000
    assert data["result"]["kind"] == "triplet"
    assert "cancelled after" in page


def test_a_training_whose_time_is_over_keeps_what_it_learned_and_says_why(client, run_seconds):
    train(client, steps=1)  # the samples are encoded
    run_seconds(3)
    data, page, *_ = train(client, steps=5000, margin=2.0, mining="random")
    assert 0 < data["step"] < 5000
    assert data["result"]["kind"] == "triplet"
    assert "ended after" in page
    assert "on this server one run may take 3 s" in page
