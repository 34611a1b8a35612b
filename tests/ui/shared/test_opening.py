"""What the page opens with is what the code gives today, and belongs to the inputs in place."""

from __future__ import annotations

import copy
import json

import gradio as gr
import numpy as np
import pytest

from facestyle import images
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.pipeline import encode_faces
from facestyle.signals import ecg
from facestyle.ui.shared import opening, samples
from facestyle.ui.signals import opening as signals_opening
from facestyle.ui.verify import opening as verify_opening


def test_the_shipped_faces_are_those_that_the_networks_find_and_encode_today():
    paths = sorted({path for *pair, _ in samples.verify_pairs() for path in pair} | set(samples.identify_photos()))
    shipped = opening.faces(*paths)
    assert shipped is not None, "made under another contract: python assets/opening/make.py faces"
    today = encode_faces([images.load(path) for path in paths], DEFAULT_ENCODER)
    for path, ours, theirs in zip(paths, shipped, today, strict=True):
        assert len(ours) == len(theirs), path
        for one, other in zip(ours, theirs, strict=True):
            assert np.sum((one.encoding - other.encoding) ** 2) < 1e-3, path
            assert np.allclose(one.face.box, other.face.box, atol=1), path
            assert one.face.probability == pytest.approx(other.face.probability, abs=1e-3)
            assert (one.quality, one.flaws) == (pytest.approx(other.quality, abs=0.02), other.flaws)


def test_faces_of_another_contract_or_of_an_unknown_picture_are_not_shown(monkeypatch):
    assert opening.faces("nobody.jpg") is None
    monkeypatch.setattr(opening, "kept", lambda _: {"contract": "other", "pictures": {"obama": []}})
    assert opening.faces("obama.jpg") is None


def test_the_shipped_verdict_is_that_of_the_pair_in_place():
    for a, b, caption in samples.verify_pairs():
        answer = verify_opening.verdict(a, b)
        assert answer is not None
        assert answer.same is (caption == "the same man")
        assert answer.probability is not None


def test_the_shipped_heartbeat_is_the_one_that_is_simulated_today():
    shipped, today = signals_opening.recording(), ecg.simulate(ecg.EcgOptions())
    assert shipped is not None
    assert np.allclose(shipped.samples, today.samples, atol=1e-3)
    assert (shipped.rate, shipped.beats, shipped.name) == (today.rate, today.beats, today.name)


def test_each_finished_area_is_stamped_with_the_inputs_in_place(page):
    areas = {one.elem_id: one.value for one in page.blocks.values() if isinstance(one, gr.HTML)}
    for name in ("verify-result", "signals-ecg-result", "signals-volume-result"):
        assert "data-made=" in areas[name], name
    a, b = samples.verify_pairs()[0][:2]
    made = json.loads(areas["verify-result"].split('data-made="')[1].split('"')[0].replace("&quot;", '"'))
    assert [made["of"][number].rsplit("/", 1)[-1] for number in ("0", "1")] == [a.rsplit("/")[-1], b.rsplit("/")[-1]]
    assert made["parts"] == {"calibration": 0}


def test_visits_share_the_phantom_they_begin_with():
    result, markup = signals_opening.phantom()
    assert copy.deepcopy(result) is result
    assert markup.count("<img") == 9
