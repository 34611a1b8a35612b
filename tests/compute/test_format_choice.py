"""The choice of a format: kept, taken up again without a trial, and measured anew where it does not hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from support.places import HOUSE

from facestyle.compute import device, format_choice, formats
from facestyle.faces.encoders import loading
from facestyle.style import features


class Trials:
    """Chooses among three forms of a network, in a folder, and counts the runs that this takes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs = folder, 0

    def run(self, form, example):
        self.runs += 1
        return form(example)

    def choose(self, network="a network", names=("exact", "another", "a third")):
        made = {name: torch.nn.Identity() for name in names}
        forms = {name: lambda form=form: form for name, form in made.items()}
        chosen = format_choice.fastest_of(network, self.folder, forms, self.run, torch.ones(2, 3), 0.99)
        return next(name for name, form in made.items() if form is chosen)

    @property
    def kept(self) -> dict[str, str]:
        return json.loads((self.folder / format_choice.FILE).read_text(encoding="utf-8"))


@pytest.fixture
def trials(tmp_path):
    return Trials(tmp_path / "cache")


def test_a_choice_is_kept_and_the_second_start_runs_no_trial(trials):
    first, runs = trials.choose(), trials.runs
    assert runs >= 3
    [(key, name)] = trials.kept.items()
    assert name == first
    for part in ("a network", device.description(), torch.__version__):
        assert part in key
    assert trials.choose() == first
    assert trials.runs == runs


@pytest.mark.parametrize("name", ["exact", "another", "a third"])
def test_what_is_kept_is_what_is_used_though_another_were_faster_today(trials, name):
    trials.choose()
    [key] = trials.kept
    (trials.folder / format_choice.FILE).write_text(json.dumps({key: name}), encoding="utf-8")
    runs = trials.runs
    assert trials.choose() == name
    assert trials.runs == runs


def test_each_network_has_its_own_choice(trials):
    trials.choose("one")
    trials.choose("other")
    assert [key.split(";")[0] for key in trials.kept] == ["one", "other"]


@pytest.mark.parametrize("what", ["processor", "threads", "torch", "trial"])
def test_another_machine_release_or_trial_is_measured_for_itself(trials, monkeypatch, what):
    trials.choose()
    runs = trials.runs
    if what == "processor":
        monkeypatch.setattr(device, "_processor", lambda: "Another processor")
    elif what == "threads":
        monkeypatch.setattr(torch, "get_num_threads", lambda: 77)
    elif what == "torch":
        monkeypatch.setattr(torch, "__version__", "99.0")
    else:
        monkeypatch.setattr(format_choice, "TRIAL", format_choice.TRIAL + 1)
    trials.choose()
    assert trials.runs > runs
    assert len(trials.kept) == 2, "the first machine's choice stays"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"[1, 2]", b"null", b'{"a": 1, "b": {"c": 2}}']
)
def test_a_damaged_or_foreign_file_is_made_anew(trials, content):
    trials.folder.mkdir()
    (trials.folder / format_choice.FILE).write_bytes(content)
    chosen = trials.choose()
    assert list(trials.kept.values()) == [chosen]
    assert [path.name for path in trials.folder.glob("*.new")] == []


def test_a_form_that_there_is_none_of_is_chosen_anew(trials):
    trials.choose(names=("exact", "gone"))
    [key] = trials.kept
    (trials.folder / format_choice.FILE).write_text(json.dumps({key: "gone", "other": "exact"}), encoding="utf-8")
    chosen = trials.choose()
    assert trials.kept == {key: chosen, "other": "exact"}


def test_a_process_that_measures_at_the_same_time_does_not_change_what_was_kept_first(trials):
    class AnotherIsFaster(Trials):
        def run(self, form, example):
            if not self.runs:  # while this one is measured, another process keeps its choice
                trials.choose()
                [key] = trials.kept
                (self.folder / format_choice.FILE).write_text(json.dumps({key: "a third"}), encoding="utf-8")
            return super().run(form, example)

    assert AnotherIsFaster(trials.folder).choose() == "a third"
    assert list(trials.kept.values()) == ["a third"]


def test_a_folder_that_cannot_be_written_costs_a_trial_and_nothing_else(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_bytes(b"")
    trials = Trials(blocked / "cache")
    trials.choose()
    runs = trials.runs
    assert trials.choose() in ("exact", "another", "a third")
    assert trials.runs > runs


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="whoever is root may write anywhere")
def test_a_read_only_folder_is_read(trials):
    first = trials.choose()
    trials.folder.chmod(0o500)
    try:
        runs = trials.runs
        assert trials.choose() == first
        assert trials.runs == runs
        trials.choose("another network")
    finally:
        trials.folder.chmod(0o700)
    assert len(trials.kept) == 1


def test_float32_asks_no_file_and_leaves_none(measured_formats, monkeypatch):
    monkeypatch.setenv("FACESTYLE_FORMAT", "float32")
    assert loading.network("facenet-128").format is formats.FLOAT32
    assert features.fast_features().format.dtype == torch.float32
    assert not (measured_formats / format_choice.FILE).exists()


def test_a_second_process_takes_up_the_choices_of_the_first(measured_formats):
    """Both networks that the page warms up, and the encoder that gradients pass through."""
    program = (
        "from facestyle.compute import formats\n"
        "from facestyle.faces.encoders import loading\n"
        "from facestyle.style import features\n"
        "tried = []\n"
        "timed = formats._timed\n"
        "formats._timed = lambda *run: tried.append(1) or timed(*run)\n"
        "encoders = [loading.network('facenet-128', differentiable=one) for one in (False, True)]\n"
        "print([one.format.name for one in (*encoders, features.fast_features())], bool(tried))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    assert not (measured_formats / format_choice.FILE).exists()
    encoders = [loading.network("facenet-128", differentiable=one) for one in (False, True)]
    chosen = [one.format.name for one in (*encoders, features.fast_features())]
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout == f"{chosen} False\n"
    kept = json.loads((measured_formats / format_choice.FILE).read_text(encoding="utf-8"))
    assert [key.split(";")[0] for key in kept] == ["facenet-128", "facenet-128, with gradients", "vgg16"]
