"""The tab opens on a finished training: what is shipped is what the code learns today, and no model is there yet."""

from __future__ import annotations

import json
from html import unescape

import numpy as np
import pytest

from facestyle.faces.siamese.data import split_people
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.report import report
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.ui.shared import opening as shipped
from facestyle.ui.train import events, opening, work


@pytest.fixture
def shown(page):
    """The components of the English page, by elem_id."""
    return {one.elem_id: one for one in reversed(page.blocks.values()) if getattr(one, "elem_id", None)}


def test_the_shipped_training_is_what_the_example_teaches_today():
    data, options = work.samples(events.USUAL_WIDTH), TrainOptions()
    assert opening._options(shipped.kept("train")) == options
    split = split_people(data.names, options.seed)
    today, old = list(train_in_stages(data, split, options)), opening.history()
    assert len(today) == len(old)
    for one, other in zip(today[:3], old[:3], strict=True):
        assert (one.cost, one.used) == pytest.approx((other.cost, other.used), rel=0.05)
        assert one.violating == pytest.approx(other.violating, abs=0.02)
    ours, theirs = opening.report(), report(today[-1].model, data, split, today[-1].step)
    assert (ours.unseen, ours.people, ours.pairs) == (theirs.unseen, theirs.people, theirs.pairs)
    for name in ("plain", "trained"):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert (one.clean, one.degraded) == pytest.approx((other.clean, other.degraded), abs=0.03)
    for number, pixels in opening._example().thumbnails.items():
        assert np.abs(pixels.astype(float) - data.thumbnails[number]).mean() < 4


def test_the_tab_opens_with_its_end_stamped_with_the_options_in_place(shown):
    area = shown["train-result"].value
    assert "Trained: finished after 150 steps. Measured on the 3 people it learned from" in area
    assert "The 3 triplets that step 60 used" in area
    assert (area.count("fs-triplet"), area.count("<img"), area.count("<polyline")) == (1 + 3, 9, 3)
    assert "Made earlier, from the example shown. Press Train to make it live." in area
    made = json.loads(unescape(area.split('data-made="')[1].split('"')[0]))
    assert list(made["of"].values()) == ["samples", None, "triplet", 0.2, "20px", "hard", 150, 0]
    first = next(one for step in opening.history() for one in step.examples)
    assert rf"\mathcal{{L}} = \max({first.d_positive:.2f}" in shown["train-formula"].value


def test_no_model_is_offered_before_a_run(shown):
    assert not shown["train-use"].visible
    assert not shown["train-model"].visible


def test_a_training_of_another_encoder_is_not_shown(monkeypatch):
    monkeypatch.setattr(shipped, "kept", lambda _: {"contract": "other"})
    monkeypatch.setattr(shipped, "put", lambda *_: pytest.fail("it was shown"))
    opening.fill(None, None, None)
