"""The tab '1-D and 3-D' through its API: defaults, what comes back, what is refused, and an end half way."""

from __future__ import annotations

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError


@pytest.fixture
def client(address):
    return Client(address, verbose=False)


def test_shapes_are_computed_before_any_signal(client):
    data, shown = client.predict(api_name="/shapes")
    assert data == {
        "shapes": [[14, 1], [10, 16], [6, 32]], "parameters": [96, 2592], "multiplications": [800, 15360]
    }  # fmt: skip
    assert "(14 − 5) / 1 + 1 = 10 on each axis" in shown
    one_layer, _ = client.predict(dimensions=3, padding=1, filters_2=0, api_name="/shapes")
    assert one_layer["shapes"] == [[14, 14, 14, 1], [12, 12, 12, 16]]


def test_a_filter_slides_over_a_simulation(client):
    *_, (data, shown) = client.submit(samples_per_step=2000, files=None, api_name="/slide_filter")
    assert (data["input"], data["rate"]) == (2500, 250)
    assert data["output"] == 2500 - len(data["taps"]) + 1
    assert "strong answers" in shown
    *_, (data, _) = client.submit(
        kind="taps", taps="0.5, 0.5", samples_per_step=2500, files=None, api_name="/slide_filter"
    )
    assert data["taps"] == [0.5, 0.5]


def test_what_runs_ends_after_its_present_step_when_it_is_asked_to(client):
    job = client.submit(samples_per_step=1, files=None, api_name="/slide_filter")
    next(iter(job))
    client.predict(api_name="/stop_signals")
    data, shown = job.result(timeout=60)
    assert data["output"] < 2400
    assert "stopped after" in shown


def test_a_volume_is_filtered_and_a_texture_is_made(client):
    data, *_ = client.predict(files=None, kind="smoothing", noise=0.1, api_name="/filter_volume")
    assert (data["options"]["kind"], data["options"]["noise"]) == ("smoothing", 0.1)
    *_, (data, _) = client.submit(steps=2, api_name="/synthesise")
    assert data["iteration"] == 2


@pytest.mark.parametrize(
    ("event", "values", "says"),
    [
        ("/shapes", {"side": 2}, "side is 2; give a whole number from 3 to 32"),
        ("/shapes", {"dimensions": 4}, "dimensions is 4"),
        ("/shapes", {"filters_2": None}, "filters_2 is missing"),
        ("/shapes", {"size": 16}, "does not fit into a signal of 14"),
        ("/slide_filter", {"files": None, "kind": "median"}, "filter is 'median'; choose one of smoothing"),
        ("/slide_filter", {"files": None, "kind": "taps", "taps": "a"}, "The tap 'a' is not a number"),
        ("/slide_filter", {"files": None, "heart_rate": 300}, "heart_rate is 300; give a number from 40 to 140"),
        ("/learn_beats", {"epochs": 0}, "epochs is 0"),
        ("/filter_volume", {"files": None, "sigma": 9}, "sigma is 9; give a number from 0.8 to 2"),
        ("/synthesise", {"ectopic": 1}, "ectopic is 1; give a number from 0 to 0.5"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client, event, values, says):
    with pytest.raises(AppError, match=says):
        client.predict(**values, api_name=event)
