"""G in one pass on the page and for programs: who paints the stage, what is said of G, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from gradio_client import handle_file
from PIL import Image
from support.places import STYLES

from facestyle import images
from facestyle.style.descent.costs_of import costs_of
from facestyle.style.instant.instant import KEY
from facestyle.style.instant.instant import instant as one_pass_of
from facestyle.style.instant.options import InstantOptions
from facestyle.ui.shared import samples, work
from facestyle.ui.shared.session import Session
from facestyle.ui.style import instant, wall
from facestyle.ui.style.events import JOB
from facestyle.ui.style.one_pass import OnStage

SIZE = 96


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Nothing waits for a moment without changes."""
    monkeypatch.setattr(instant, "REST", 0)
    monkeypatch.setattr(instant, "REST_MORE", 0)
    monkeypatch.setattr(instant, "PACE", instant.Pace())


@pytest.fixture(scope="module")
def does(page):
    """Call an event of the page by name, as Gradio does; its answers by the elem_id or label of the output."""
    events = {event.api_name: event for event in page.fns.values()}

    def call(name, visit, **asked):
        event = events[name]
        names = [one.elem_id or one.label for one in event.outputs[:-1]]
        answers = event.fn(visit, **asked)
        return [dict(zip(names, one, strict=False)) for one in ([answers] if isinstance(answers, tuple) else answers)]

    return call


@pytest.fixture
def asked(sample_path):
    """What the page asks for in one pass."""
    own = {"content": str(sample_path("china")), "style": str(STYLES / "mosaic.jpg")}
    return own | {"region": None, "style_2": None, "share": 0.5, "keep_colors": "no", "size": SIZE, "strength": 1.0}


def of_costs(asked, **more):
    """What the page asks for to measure G."""
    kept = {name: one for name, one in asked.items() if name != "size"}
    return {**kept, "size": 64, **more}


def painted(answer) -> bool:
    return isinstance(answer["style-stage"], str)


def test_a_chosen_style_is_shown_then_saved_and_measured_by_the_costs_of_the_descent(does, asked):
    visit = Session()
    [answer] = does("style_chosen", visit, **asked)
    assert "G in one pass" in answer["style-stage"]
    assert "No α, β or λ" in answer["style-stage"]
    assert answer["style-result"].visible is False
    saved, told, _ = does("style_chosen_measured", visit, **of_costs(asked))
    with Image.open(saved["style-download"].value["path"]) as picture:
        assert picture.size == (SIZE, 64)
        assert '"strength": 1.0' in picture.text[KEY]
    content, style = (images.load(asked[name], detail=128) for name in ("content", "style"))
    g = one_pass_of(content, style, InstantOptions(size=64)).picture
    assert f"J = {costs_of(g, content, [style]).total:.3g}<" in told["style-costs"].replace(",", "")
    [again] = does("weights_measured", visit, **of_costs(asked, alpha=5.0))
    assert again["style-costs"] != told["style-costs"]


def test_people_are_looked_for_in_g(does, asked, sample_path):
    visit, portrait = Session(), asked | {"content": str(sample_path("obama")), "strength": 0.0, "size": 256}
    does("content_chosen", visit, **portrait)
    *_, last = does("content_chosen_measured", visit, **of_costs(portrait))
    assert "Still recognisable?" in last["style-costs"]
    assert visit.of(OnStage).made is None  # no picture is kept for the visit


def test_a_second_style_a_region_and_colours_count(does, asked, tmp_path):
    mask = np.zeros((64, 96), np.uint8)
    mask[:, 48:] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    changes = [
        {},
        {"strength": 0.5},
        {"style_2": str(STYLES / "ink-wash.jpg")},
        {"style_2": str(STYLES / "ink-wash.jpg"), "share": 1.0},
        {"region": str(tmp_path / "mask.png")},
        {"keep_colors": "luminance"},
    ]
    visit = Session()
    stages = [does("one_pass_changed", visit, **asked | change)[0]["style-stage"] for change in changes]
    pictures = [re.search(r"base64,[^\"]+", stage)[0] for stage in stages]
    assert len(set(pictures)) == len(changes)


def test_a_slow_machine_shows_it_small_first(does, asked, monkeypatch):
    visit, large = Session(), asked | {"size": 256}
    assert not painted(does("one_pass_changed_finer", visit, **large)[0])
    sizes = []
    paint = work.paint
    monkeypatch.setattr(work, "paint", lambda *given: sizes.append(given[2].size) or paint(*given))
    monkeypatch.setattr(instant.PACE, "size", lambda *_: 200)
    assert painted(does("one_pass_changed", visit, **large)[0])
    assert painted(does("one_pass_changed_finer", visit, **large)[0])
    assert not painted(does("one_pass_changed_finer", visit, **large)[0])
    assert sizes == [200, 256]


def test_a_newer_g_ends_what_is_under_way_for_an_older_one(does, asked):
    visit = Session()
    does("style_chosen", visit, **asked)
    on_stage = visit.of(OnStage)
    with on_stage.painting() as newer:
        assert all(
            value == gr.skip() for one in does("weights_measured", visit, **of_costs(asked)) for value in one.values()
        )
        with on_stage.painting():
            pass
        assert not on_stage.put(newer, on_stage.made, small=False)
    assert len(does("weights_measured", visit, **of_costs(asked))) == 3


def test_opening_a_tab_without_the_finished_example_paints_once(does, asked):
    visit = Session()
    assert "stage" in instant.opened(visit, **asked)
    visit.made[instant.STAGE] = "{}"
    assert instant.opened(visit, **asked) == {}
    assert not painted(does("style_chosen", visit, **asked | {"style": None})[0])  # taken away, to be replaced


def test_another_style_ends_a_restyling_and_takes_its_stage(page, does, asked):
    visit = Session()
    run = {event.api_name: event.fn for event in page.fns.values()}["stylize"]
    steps = run(visit, content=asked["content"], style=asked["style"], size=64, steps=900)
    while "total_cost" not in next(steps)[0]:
        pass
    assert not painted(does("one_pass_changed", visit, **asked | {"strength": 0.5})[0])  # which leaves the run alone
    assert painted(does("style_chosen", visit, **asked | {"style": str(STYLES / "ink-wash.jpg")})[0])
    assert [step for step in steps if isinstance(step[1], str)] == []
    [shown] = does("style_run_left", visit, content=asked["content"], style=asked["style"])
    assert shown["style-costs"].value == ""
    assert all(
        value == gr.skip() for one in does("weights_measured", visit, **of_costs(asked)) for value in one.values()
    )


def test_a_picture_that_is_shown_for_the_first_time_leaves_a_restyling_of_it_alone(does, asked):
    """Its change is told when its tab is opened, which may be after a press of Restyle."""
    visit = Session()
    does("style_run_left", visit, content=asked["content"], style=asked["style"])
    with visit.job(JOB).run("stylize") as run:
        for name in ("content_chosen", "style_chosen"):
            assert not painted(does(name, visit, **asked)[0])
        assert not run.cancelled
        does("content_chosen", visit, **asked | {"content": None})  # taken away, and put back
        assert painted(does("content_chosen", visit, **asked)[0])
        assert run.cancelled


def test_a_restyling_ends_beside_one_pass_with_the_j_of_both(page, asked):
    run = {event.api_name: event.fn for event in page.fns.values()}["stylize"]
    given = {"content": asked["content"], "style": asked["style"], "size": 64, "steps": 12}
    *_, (costs, line, _, _, slider, *_) = run(Session(), **given)
    one = costs["one_pass"]["total_cost"]
    assert 0 < costs["total_cost"] < one
    told = line.replace(",", "")
    assert f"J = {one:.0f}" in told or f"J = {one:.3g}" in told
    assert "<b>12 steps</b>" in line
    before, after = (Path(one["path"]) for one in slider.value)
    assert before.read_bytes() != after.read_bytes()
    *_, (faces, line, *_) = run(Session(), **given | {"total_variation": 1.0, "steps": 1, "keep_colors": "matched"})
    assert faces["one_pass"]["extra_costs"].keys() == faces["extra_costs"].keys()
    assert "without" not in line


def test_the_wall_shows_c_in_each_style_under_the_name_of_the_style(sample_path, tmp_path, monkeypatch):
    names = [title for _, title in samples.styles()]
    path = str(sample_path("coffee"))
    hung = wall._hung(path)
    assert [name for _, name in hung] == names
    assert {picture.size for picture, _ in hung} == {wall.SIZE}
    pixels = np.stack([np.asarray(picture).astype(float) for picture, _ in hung])
    apart = np.abs(pixels[:, None] - pixels[None]).mean((2, 3, 4))
    assert apart[~np.eye(len(hung), dtype=bool)].min() > 5
    monkeypatch.setattr(work, "paint_each", lambda *_: pytest.fail("painted again"))
    assert wall._hung(path) is hung
    (tmp_path / "words.png").write_bytes(b"no picture")
    assert wall._hung(str(tmp_path / "words.png")) == samples.styles()
    assert wall.repainted(Session(), None).count("<button") == len(names)


def of_api(client, asked, **more):
    given = {name: one for name, one in asked.items() if one is not None} | more
    for name in ("content", "style", "region", "style_2"):
        if isinstance(given.get(name), str):
            given[name] = handle_file(given[name])
    return client.predict(**given, api_name="/instant")


def test_a_program_gets_the_picture_its_seconds_its_faces_and_j(client, asked):
    told, png = of_api(client, asked)
    with Image.open(png) as picture:
        assert (picture.format, picture.size) == ("PNG", (SIZE, 64))
    assert told["seconds"] > 0
    assert told["faces"] == []
    parts = told["content_cost"] + told["style_cost"] + sum(told["extra_costs"].values())
    assert told["total_cost"] == pytest.approx(parts)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"strength": float("nan")}, "strength is nan"),
        ({"strength": 1.5}, "strength is 1.5; give a number from 0 to 1"),
        ({"size": 5000}, "size is 5000"),
        ({"keep_colors": "all"}, "keep_colors is"),
        ({"share": 2, "style_2": str(STYLES / "ink-wash.jpg")}, "share is 2"),
        ({"check_faces": "yes"}, "check_faces is"),
    ],
)
def test_what_cannot_be_painted_is_refused_in_words(does, asked, more, told):
    with pytest.raises(gr.Error, match=told):
        does("instant", Session(), **asked | more)


def test_an_elongated_picture_is_painted_without_j_or_refused(does, asked, tmp_path):
    Image.new("RGB", (960, 200), "teal").save(tmp_path / "long.png")
    Image.new("RGB", (10_000, 20)).save(tmp_path / "line.png")
    [answer] = does("instant", Session(), **asked | {"content": str(tmp_path / "long.png")})
    assert "total_cost" not in answer["one pass"]
    assert answer["one pass"]["seconds"] > 0
    with pytest.raises(gr.Error, match="too elongated"):
        does("instant", Session(), **asked | {"content": str(tmp_path / "line.png")})
