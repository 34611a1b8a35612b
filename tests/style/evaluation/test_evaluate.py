"""evaluate style: what is measured of restylings, against naive computations; which pairs; what is kept."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from support.places import STYLES

from facestyle.cli.main import main
from facestyle.compute import memory
from facestyle.errors import BudgetError, FileMissingError, MissingInputError, NotAPictureError, OptionError
from facestyle.folders import pictures_in
from facestyle.style.evaluation import evaluate, measures
from facestyle.style.evaluation.evaluate import EvaluationOptions, evaluate_style, pairs_of
from facestyle.style.features import load_features
from facestyle.weights.cache import sample as sample_file

SMALL = EvaluationOptions(size=64, steps=2, presets=("gentle", "texture"), pairs=1)


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contents")
    for name in ("china", "coffee"):
        shutil.copy(sample_file(name), folder)
    (folder / "README.md").write_text("where they come from")
    return folder


@pytest.fixture(scope="module")
def result(contents):
    [finished] = evaluate_style(contents, STYLES, SMALL)
    return finished


def command(contents: Path, *more: str) -> None:
    small = ("--size", "64", "--steps", "1", "--json")
    main(["evaluate", "style", "--content", str(contents), "--style", str(STYLES), *small, *more])


def activations(picture: np.ndarray, layer: str) -> np.ndarray:
    pixels = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255
    with torch.no_grad():
        return load_features("vgg16")(pixels, [layer])[layer][0].double().numpy()


def gram(picture: np.ndarray, layer: str) -> np.ndarray:
    found = activations(picture, layer)
    return np.einsum("chw,dhw->cd", found, found) / found[0].size


def test_costs_of_the_saved_picture_are_those_of_the_formulas_at_every_layer(result):
    content, made = result.measures[0].picture, result.measures[1]
    for layer, cost in made.content_costs.items():
        expected = ((activations(content, layer) - activations(made.picture, layer)) ** 2).mean() / 2
        assert cost == pytest.approx(expected, rel=1e-3)
    distances = []
    for layer, cost in made.style_costs.items():
        wanted, found = gram(result.style_picture, layer), gram(made.picture, layer)
        assert cost == pytest.approx(((wanted - found) ** 2).sum() / (2 * len(wanted)) ** 2, rel=1e-3)
        if layer in measures.STYLE_LAYERS["not optimised"]:
            distances.append(np.linalg.norm(wanted - found) / np.linalg.norm(wanted))
    assert made.gram_distance == pytest.approx(np.mean(distances), rel=1e-3)


def test_layers_that_are_optimised_are_those_of_the_defaults_and_the_others_are_not():
    for kinds in (measures.CONTENT_LAYERS, measures.STYLE_LAYERS):
        assert not set(kinds["optimised"]) & set(kinds["not optimised"])
    defaults = SMALL.style_options("gentle")
    assert measures.STYLE_LAYERS["optimised"] == defaults.style_layers
    assert measures.CONTENT_LAYERS["optimised"] == (defaults.content_layer,)


def test_c_unchanged_wins_lpips_and_no_content_is_asked_of_texture(result):
    unchanged, gentle, texture = result.measures
    assert [one.preset for one in result.measures] == ["unchanged", "gentle", "texture"]
    assert unchanged.lpips == 0
    assert set(unchanged.content_costs.values()) == {0.0}
    assert 0 < gentle.lpips < 1.5
    assert (gentle.picture != texture.picture).any()
    assert gentle.seconds > 0


def test_a_longer_run_brings_layers_down_that_it_did_not_see(contents):
    wanted = EvaluationOptions(size=96, steps=40, presets=("bold",), pairs=1)
    [[unchanged, bold]] = [one.measures for one in evaluate_style(contents, STYLES, wanted)]
    assert bold.gram_distance < 0.8 * unchanged.gram_distance
    for layer in measures.STYLE_LAYERS["not optimised"]:
        assert bold.style_costs[layer] < unchanged.style_costs[layer]


def test_every_pair_once_before_any_twice_and_all_pictures_equally_often():
    contents, styles = [Path(name) for name in "abcd"], [Path(name) for name in "123456"]
    everything = pairs_of(contents, styles, 24)
    assert len(set(everything)) == 24
    assert pairs_of(contents, styles, 500) == everything
    first = pairs_of(contents, styles)
    assert {style for _, style in first} == set(styles)
    assert {content for content, _ in first} == set(contents)
    for most in range(1, 25):
        used = [[content for content, _ in everything[:most]].count(one) for one in contents]
        assert max(used) - min(used) <= 1


def test_progress_counts_all_steps_and_pairs_come_one_by_one(contents):
    seen = []
    wanted = EvaluationOptions(size=64, steps=2, presets=("bold",), pairs=2)
    running = evaluate_style(contents, STYLES, wanted, progress=lambda *told: seen.append(told))
    first = next(running)
    assert (first.number, first.of, first.content) == (1, 2, "china.jpg")
    assert seen == [(0, 4), (1, 4), (2, 4)]
    running.close()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"presets": ("loud",)}, OptionError),
        ({"presets": ()}, OptionError),
        ({"presets": "bold"}, OptionError),
        ({"presets": ("bold", "bold")}, OptionError),
        ({"pairs": 0}, OptionError),
        ({"pairs": math.nan}, OptionError),
        ({"size": 63}, OptionError),
        ({"size": 2048, "steps": 1000}, BudgetError),
    ],
)
def test_what_cannot_be_run_is_refused(wrong, error):
    with pytest.raises(error):
        EvaluationOptions(**wrong)


def test_folders_without_pictures_and_broken_pictures_are_said_before_the_work(tmp_path, contents):
    with pytest.raises(FileMissingError, match="nowhere"):
        pictures_in(tmp_path / "nowhere")
    with pytest.raises(MissingInputError):
        pictures_in(tmp_path)
    shutil.copy(STYLES / "mosaic.jpg", tmp_path / "a.jpg")
    (tmp_path / "b.jpg").write_text("not a picture")
    told = []
    with pytest.raises(NotAPictureError, match=r"b\.jpg"):
        list(evaluate_style(contents, tmp_path, EvaluationOptions(), progress=lambda *step: told.append(step)))
    assert not told


def test_the_memory_told_is_what_the_process_needed():
    memory.forget_peak()
    before = memory.peak()
    if before is None:
        pytest.skip("this system does not tell")
    held = np.ones(200 << 20, dtype=np.uint8)
    assert memory.peak() - before > 150 << 20
    assert held[-1] == 1


def test_the_command_answers_in_data_and_draws_a_sheet(contents, tmp_path, capsys):
    sheet = tmp_path / "sheet.png"
    with pytest.raises(SystemExit) as ended:
        command(contents, "--pairs", "2", "--presets", "gentle,bold", "--sheet", str(sheet))
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert [row["preset"] for row in told["presets"]] == ["unchanged", "gentle", "bold"]
    assert [pair["content"] for pair in told["pairs"]] == ["china.jpg", "coffee.png"]
    rows = [pair["measures"][2] for pair in told["pairs"]]
    assert told["presets"][2]["lpips"] == pytest.approx(np.mean([row["lpips"] for row in rows]))
    assert set(rows[0]["style_costs"]) == {layer for layers in told["layers"]["style"].values() for layer in layers}
    assert (told["interrupted"], told["sheet"]) == (False, {"path": str(sheet), "pairs": 2})
    with Image.open(sheet) as drawn:
        assert drawn.width > drawn.height  # four columns, two rows


def test_ctrl_c_keeps_the_pairs_that_were_finished(contents, tmp_path, capsys, monkeypatch):
    real = evaluate.stylize
    calls = []

    def interrupted_at_the_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(evaluate, "stylize", interrupted_at_the_second)
    sheet = tmp_path / "sheet.jpg"
    with pytest.raises(SystemExit) as ended:
        command(contents, "--presets", "bold", "--sheet", str(sheet))
    assert ended.value.code == 130
    told = json.loads(capsys.readouterr().out)
    assert told["interrupted"]
    assert len(told["pairs"]) == 1
    assert sheet.is_file()
