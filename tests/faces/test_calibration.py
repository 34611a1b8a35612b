"""What a distance means: against pairs whose truth is known, and in files that lie."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from support.faces import random_faces

from facestyle.errors import CalibrationError, ContractError, FacestyleError, FileMissingError, OptionError
from facestyle.faces import calibration
from facestyle.faces.calibration import Calibration, calibrate, pairs_among, shipped, strangers_among
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.verification import VerifyOptions, verify

MEASURED = ("facenet-128", "dlib", "fused")


def drawn(seed: int, size: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    same = rng.uniform(size=size) < 0.5
    return np.where(same, rng.gamma(8, 0.06, size), 2.0 + rng.normal(0, 0.3, size)).clip(0, 4), same


@pytest.fixture(scope="module")
def made() -> Calibration:
    return calibrate(*drawn(0), "facenet-128", "drawn")


def test_the_probability_is_what_happens(made):
    d, same = drawn(1)
    said = np.array([made.probability(one) for one in d])
    for low in (0.0, 0.5):
        inside = (said >= low) & (said < low + 0.5)
        assert said[inside].mean() == pytest.approx(same[inside].mean(), abs=0.02)
    assert made.ece < 0.02


def test_it_falls_with_d_is_even_at_even_and_never_certain(made):
    said = [made.probability(d) for d in np.linspace(0, 4, 50)]
    assert said == sorted(said, reverse=True)
    assert made.probability(made.even) == pytest.approx(0.5, abs=1e-6)
    assert 0 < said[-1] < said[0] < 1


@pytest.mark.parametrize("rate", [0.1, 0.01, 0.003])
def test_tau_lets_the_rate_of_strangers_pass_that_was_asked_for(made, rate):
    d, same = drawn(2, 200_000)
    assert float((d[~same] <= made.threshold(rate)).mean()) == pytest.approx(rate, rel=0.25)


def test_a_rate_that_the_pairs_cannot_tell_is_not_told(made):
    assert made.threshold(1e-4) is None  # ten thousand pairs would hold one mistake
    with pytest.raises(OptionError, match="Not enough pairs"):
        VerifyOptions(false_match_rate=1e-4, calibration=made)
    for rate in (float("nan"), -1, 2, "1"):
        with pytest.raises(OptionError):
            made.threshold(rate)


def test_a_gallery_is_stricter_the_more_people_it_holds():
    known = shipped("facenet-128")
    taus = [known.gallery_threshold(people, 0.01) for people in (1, 10, 100, 1000)]
    assert taus == sorted(taus, reverse=True)
    assert taus[0] == pytest.approx(known.threshold(0.01))
    assert known.gallery_threshold(10**9, 0.01) is None
    ours = Gallery()
    assert ours.threshold() <= ENCODERS["facenet-128"].tau
    for number, one in enumerate(random_faces(40)):
        ours.enrol(f"person {number}", one, f"{number}")
    assert ours.threshold(0.1) > ours.threshold() > ours.threshold(0.001) > 0
    assert Gallery("vggface2").threshold() == ENCODERS["vggface2"].tau_gallery


@pytest.mark.parametrize("encoder", MEASURED)
def test_what_is_shipped_says_where_it_comes_from_and_agrees_with_tau(encoder):
    known = shipped(encoder)
    assert known.contract == ENCODERS[encoder].contract
    assert "LFW" in known.source
    assert known.ece < 0.02
    assert known.threshold(1e-2) > known.threshold(1e-3) > known.threshold(1e-4) > 0
    assert known.even == pytest.approx(ENCODERS[encoder].tau, rel=0.1)
    places, matched, mismatched = known.densities()
    assert sum(matched) == pytest.approx(1, abs=0.02)
    assert sum(mismatched) == pytest.approx(1, abs=0.02)
    assert np.average(places, weights=matched) < known.even < np.average(places, weights=mismatched)
    assert known.top <= 4


def test_encoders_without_one_have_no_probability():
    assert shipped("vggface2") is None
    assert VerifyOptions("vggface2").meaning is None


def test_verification_tells_the_probability_and_takes_a_calibration_of_ones_own(sample, made):
    alike = verify(sample("obama"), sample("obama2"))
    apart = verify(sample("obama"), sample("biden"))
    assert alike.probability > 0.99
    assert apart.probability < 0.01
    own = verify(sample("obama"), sample("obama2"), VerifyOptions(calibration=made))
    assert own.threshold == made.even
    assert own.probability == made.probability(own.distance)
    strict = VerifyOptions(false_match_rate=1e-4)
    assert strict.tau == pytest.approx(shipped().threshold(1e-4))
    with pytest.raises(ContractError, match="facenet-128, not dlib"):
        VerifyOptions("dlib", calibration=made)


def test_too_few_pairs_and_pairs_that_contradict_are_refused():
    d, same = drawn(3, 200)
    with pytest.raises(CalibrationError, match=r"at least 10 of each"):
        calibrate(d[same], same[same], "facenet-128", "one kind")
    with pytest.raises(CalibrationError, match="right name"):
        calibrate(d, ~same, "facenet-128", "the wrong way round")
    with pytest.raises(OptionError):
        calibrate(d, same, "eigenfaces", "")
    few = calibrate([*d[same][:12], *d[~same][:12], float("nan")], [True] * 12 + [False] * 13, "facenet-128", "few")
    assert (few.matched, few.mismatched) == (12, 12)
    assert 1 / 15 < few.probability(0.0) < 1


def test_pairs_are_made_of_every_two_pictures():
    rows = np.stack([one.encoding for one in random_faces(5)])
    names = ["Ada", "Ada", "Emmy", "Ada", "Emmy"]
    d, same = pairs_among(rows, names)
    assert (len(d), int(same.sum())) == (10, 4)
    assert sorted(strangers_among(rows, names)) == pytest.approx(sorted(d[~same]), abs=1e-6)


def test_a_file_gives_back_what_was_written(made, tmp_path):
    calibration.write_calibration(made, tmp_path / "own.json")
    assert calibration.read_calibration(tmp_path / "own.json") == made
    assert max(len(line) for line in (tmp_path / "own.json").read_text().splitlines()[:8]) < 120


@pytest.mark.parametrize(
    "change",
    [
        {"slope": 3.0},
        {"slope": float("nan")},
        {"offset": "1"},
        {"rates": [0.1], "thresholds": []},
        {"rates": [0.0, 0.1], "thresholds": [1, 1]},
        {"fmr": [0.0]},
        {"matched": -5},
        {"matched": 1e400},
        {"day": 7},
        {"more": 1},
        {"format": "2"},
    ],
)
def test_a_file_that_makes_no_sense_is_refused(made, tmp_path, change):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(json.loads(calibration.as_json(made)) | change))
    with pytest.raises(CalibrationError, match=r"bad\.json"):
        calibration.read_calibration(path)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'"' * 2_000_000])
def test_what_is_no_calibration_is_called_so(tmp_path, data):
    (tmp_path / "bad.json").write_bytes(data)
    with pytest.raises(CalibrationError):
        calibration.read_calibration(tmp_path / "bad.json")
    with pytest.raises(FileMissingError):
        calibration.read_calibration(tmp_path / "none.json")


def test_a_file_of_an_older_encoder_says_so(made, tmp_path):
    calibration.write_calibration(replace(made, contract="facenet-128/older"), tmp_path / "old.json")
    with pytest.raises(ContractError, match="older"):
        calibration.read_calibration(tmp_path / "old.json")
    assert issubclass(ContractError, FacestyleError)
