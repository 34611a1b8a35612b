"""The command `train`, from folders of pictures to its table, and what it says of folders that won't do."""

from __future__ import annotations

import json

import pytest

from facestyle.cli import main as cli_main


@pytest.fixture(scope="module")
def people(shared, tmp_path_factory):
    """Ten people with three pictures each."""
    folder = tmp_path_factory.mktemp("people")
    enough = (one for one in sorted((shared / "lfw" / "images").iterdir()) if len(list(one.iterdir())) >= 3)
    for _, one in zip(range(10), enough, strict=False):
        (folder / one.name).mkdir()
        for picture in sorted(one.iterdir())[:3]:
            (folder / one.name / picture.name).symlink_to(picture)
    return folder


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        cli_main.main([str(one) for one in arguments])
    return end.value.code or 0, capsys.readouterr()


@pytest.mark.shared
def test_it_trains_on_some_people_and_tells_of_others(people, capsys, tmp_path):
    model = tmp_path / "poor-camera.safetensors"
    arguments = ("train", "triplet", "--images", people, "--degrade", "20px", "--steps", 5, "--mining", "hard")
    code, said = run(capsys, *arguments, "--output", model, "--json")
    assert code == 0, said.err
    found = json.loads(said.out)
    assert {"degraded_plain", "degraded_trained", "clean_plain", "clean_trained"} <= set(found)
    assert found["clean_plain"] > found["degraded_plain"]
    assert sum(part["people"] for part in found["split"].values() if isinstance(part, dict)) == 10
    a, b = sorted((people / sorted(one.name for one in people.iterdir())[0]).iterdir())[:2]
    code, said = run(capsys, "verify", a, b, "--trained", model, "--json")
    assert code == 0, said.err
    assert json.loads(said.out)["same"]


def test_folders_and_values_that_won_t_do_are_named(capsys, tmp_path, sample_path):
    (tmp_path / "empty").mkdir()
    alone = tmp_path / "alone" / "Ada"
    alone.mkdir(parents=True)
    (alone / "1.jpg").symlink_to(sample_path("obama"))
    for images, more in (("empty", ()), ("alone", ()), ("missing", ()), ("alone", ("--degrade", "small"))):
        code, said = run(capsys, "train", "triplet", "--images", tmp_path / images, *more)
        assert code == 2
        assert said.err.startswith("error: ") or "\nerror: " in said.err.replace("\r", "\n")
        assert "Traceback" not in said.err
