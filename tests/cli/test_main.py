"""The command line as a process: JSON on standard output, progress on standard error, 0 or 2."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from support.faces import TAU
from support.places import HOUSE

from facestyle import __version__
from facestyle.cli.main import main

STYLES = HOUSE / "assets" / "styles"


def facestyle(*arguments, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "facestyle", *map(str, arguments)],
        cwd=HOUSE,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture
def answer(capsys):
    """What a command with --json prints: one JSON value, and nothing else."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments), "--json"])
        told = capsys.readouterr()
        assert ended.value.code == 0, told.err
        return json.loads(told.out)

    return run


@pytest.fixture(scope="module")
def gallery(tmp_path_factory, small_path):
    folder = tmp_path_factory.mktemp("gallery")
    for person, sample in (("Barack Obama", "obama"), ("Joe Biden", "biden")):
        (folder / person).mkdir()
        shutil.copy(small_path(sample), folder / person)
    shutil.copy(small_path("coffee"), folder / "Joe Biden")
    return folder


def test_verify_answers_as_data(answer, small_path):
    same = answer("verify", small_path("obama"), small_path("obama2"))
    other = answer("verify", small_path("obama"), small_path("biden"))
    assert (same["same"], other["same"]) == (True, False)
    assert same["distance"] < same["threshold"] == TAU < other["distance"]
    assert same["encoder"] == "facenet-128"


def test_verify_says_it_in_words_too(run, small_path):
    code, out, _ = run("verify", small_path("obama"), small_path("obama2"))
    assert code == 0
    assert out.startswith("same person: d = 0.")


def test_identify_names_the_enrolled_and_only_them(answer, gallery, small_path):
    photos = [small_path("obama3"), small_path("astronaut"), small_path("china")]
    results = answer("identify", gallery, *photos)
    assert [result["photo"] for result in results] == [str(photo) for photo in photos]
    (obama,), (astronaut,), nobody = (result["faces"] for result in results)
    assert obama["name"] == "Barack Obama"
    assert [person["name"] for person in obama["candidates"]] == ["Barack Obama", "Joe Biden"]
    assert obama["distance"] == obama["candidates"][0]["distance"]
    assert len(obama["box"]) == 4
    assert astronaut["name"] is None
    assert nobody == []


def test_a_process_answers_in_words_and_tells_which_pictures_it_left_out(gallery, small_path):
    run = facestyle("identify", gallery, small_path("obama3"))
    assert run.returncode == 0
    assert "left out: no-face: No face was found in Joe Biden/coffee.jpg" in run.stderr
    assert "Barack Obama (d = " in run.stdout


def test_stylize_writes_the_picture_and_its_costs(answer, tmp_path, sample_path):
    output = tmp_path / "out.png"
    result = answer(
        "stylize", sample_path("china"), STYLES / "mosaic.jpg", "-o", output, "--size", 96, "--steps", 6,
        "--alpha", 2, "--beta", 5, "--layer-weights", "0.1,0.2,0.3,0.4,0.5", "--init", "content",
        "--optimizer", "adam", "--seed", 3,
    )  # fmt: skip
    assert {"content_cost", "style_cost", "total_cost", "steps", "seconds"} <= set(result)
    parts = result["content_cost"] + result["style_cost"] + result["extra_costs"]["colours"]
    assert result["total_cost"] == pytest.approx(parts)
    assert result["total_cost"] < result["first_total_cost"]
    assert (result["steps"], result["options"]["seed"], result["options"]["optimizer"]) == (6, 3, "adam")
    with Image.open(output) as picture:
        assert (picture.format, picture.size) == ("PNG", (96, 64))
    assert [path.name for path in tmp_path.iterdir()] == ["out.png"]


def test_an_interrupt_keeps_the_picture_so_far(tmp_path, sample_path):
    output = tmp_path / "out.jpg"
    arguments = ["stylize", sample_path("china"), STYLES / "mosaic.jpg", "-o", output, "--size", 256, "--steps", 900]
    # A shell starts what it runs in the background with the interrupt ignored, and a child inherits that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(
        [sys.executable, "-m", "facestyle", *map(str, arguments)], cwd=HOUSE, stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    assert run.stderr is not None
    said = ""
    while "/900" not in said or " 0/900" in said:  # the bar has moved: steps are being taken
        said = run.stderr.read(80)
        assert run.poll() is None, said
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == 130
    with Image.open(output) as picture:
        assert picture.format == "JPEG"


def test_weights_lists_the_table_and_what_is_here(answer):
    rows = {row["name"]: row for row in answer("weights", "--list")}
    assert {"facenet-128", "vgg16", "obama"} <= set(rows)
    assert all(row["present"] and Path(row["path"]).is_file() for row in rows.values())
    assert all(row["licence"] and row["trained_on"] for row in rows.values())


def test_evaluate_pairs_prints_the_protocols_figures(answer, tmp_path, small_path):
    for person, names in {"Obama": ("obama", "obama2", "obama3"), "Biden": ("biden",)}.items():
        (tmp_path / person).mkdir()
        for number, name in enumerate(names, start=1):
            Image.open(small_path(name)).convert("RGB").resize((240, 300)).save(
                tmp_path / person / f"{person}_{number:04d}.jpg"
            )
    pairs = tmp_path / "pairs.txt"
    matched, mismatched = "Obama 1 2\nObama 2 3\n", "Obama 1 Biden 1\nObama 3 Biden 1\n"
    pairs.write_text("10\n" + matched * 5 + mismatched * 5)
    result = answer("evaluate", "pairs", "--pairs", pairs, "--images", tmp_path)
    assert set(result) >= {"accuracy", "accuracy_std", "threshold", "auc", "pairs", "unusable"}
    assert (result["accuracy"], result["auc"], result["pairs"], result["unusable"]) == (1.0, 1.0, 20, 0)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("verify", "none.jpg", "{obama}"), "file-not-found: "),
        (("verify", "{obama}", "{china}"), "no-face: No face was found in china.jpg"),
        (("verify", "{obama}", "{obama2}", "--threshold", "nan"), "bad-option: threshold is nan"),
        (("verify", "{obama}", "{obama2}", "--policy", "tallest"), "bad-option: policy"),
        (("verify", "{obama}", "{obama2}", "--face-b", "7"), "bad-option: Face 7 of obama2.jpg"),
        (("verify", "{obama}", "{obama2}", "--encoder", "arcface"), "bad-option: encoder"),
        (("verify", "{obama}"), "usage: "),
        (("verify", "data:image/png;base64,AAAA", "{obama}"), "unsupported-source: "),
        (("verify", "LICENSE", "{obama}"), "not-a-picture: LICENSE"),
        (("identify", "no-such-folder", "{obama}"), "file-not-found: The gallery folder"),
        (("identify", "tests", "{obama}"), "empty-gallery: "),
        (("stylize", "{china}", "{coffee}", "-o", "{tmp}/x.txt"), "cannot-write: "),
        (("stylize", "{china}", "{coffee}", "-o", "{tmp}/none/x.png"), "cannot-write: "),
        (("stylize", "{china}", "{coffee}", "-o", "{tmp}/x.png", "--alpha", "inf"), "bad-option: alpha is inf"),
        (("stylize", "{china}", "{coffee}", "-o", "{tmp}/x.png", "--layer-weights", "a,b"), "usage: --layer-weights"),
        (("stylize", "{china}", "{coffee}", "-o", "{tmp}/x.png", "--layer-weights", "1,1"), "bad-option: 2 layer"),
        (("stylize", "{china}", "{coffee}", "-o", "{tmp}/x.png", "--size", "2048", "--steps", "900"), "over-budget: "),
        (("stylize", "{china}", "{coffee}"), "usage: "),
        (("evaluate", "pairs", "--pairs", "LICENSE", "--images", "."), "bad-pairs-file: LICENSE"),
        (("weights", "resnet"), "usage: resnet is not in the table"),
        (("paint",), "usage: "),
        (("verify", "{obama}", "{obama2}", "--colour", "red"), "usage: "),
    ],
)
def test_bad_input_is_one_line_with_a_code_and_what_to_do(arguments, says, sample_path, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(HOUSE)
    names = {name: sample_path(name) for name in ("obama", "obama2", "china", "coffee")}
    with pytest.raises(SystemExit) as ended:
        main([part.format(tmp=tmp_path, **names) for part in arguments])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert f"error: {says}" in told.err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_offline_and_never_fetched_says_what_to_run(sample_path, tmp_path):
    run = facestyle(
        "verify", sample_path("obama"), sample_path("obama2"),
        FACESTYLE_CACHE=str(tmp_path / "cache"), PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_EXTRA_INDEX_URL="",
        PIP_CONFIG_FILE=os.devnull,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (2, "")
    assert "Traceback" not in run.stderr
    sentence = run.stderr.strip().splitlines()[-1]
    assert sentence.startswith("error: weights-missing: ")
    assert "facestyle weights" in sentence


def test_help_names_every_command():
    run = facestyle("--help")
    assert run.returncode == 0
    for command in ("serve", "verify", "identify", "stylize", "evaluate", "weights"):
        assert command in run.stdout


def test_enrol_makes_a_gallery_file_that_identify_reads_and_a_second_run_continues(answer, run, tmp_path, small_path):
    for name, photo in {"Barack Obama": "obama", "Joe Biden": "biden", "A cup": "coffee"}.items():
        (tmp_path / "people" / name).mkdir(parents=True)
        (tmp_path / "people" / name / "1.jpg").write_bytes(small_path(photo).read_bytes())
    file = tmp_path / "people.facestyle"
    first = answer("enrol", tmp_path / "people", "-o", file)
    assert {key: first[key] for key in ("people", "encodings", "pictures", "added", "encoded")} == {
        "people": 2, "encodings": 2, "pictures": 3, "added": 2, "encoded": 2
    }  # fmt: skip
    [left_out] = first["left_out"]
    assert "no-face: No face was found in A cup/1.jpg" in left_out["problem"]
    again = answer("enrol", tmp_path / "people", "-o", file)
    assert (again["people"], again["added"], again["encoded"], len(again["left_out"])) == (2, 0, 0, 1)
    [result] = answer("identify", "--gallery", file, small_path("obama2"))
    assert [face["name"] for face in result["faces"]] == ["Barack Obama"]
    for arguments, code in (
        (("enrol", tmp_path / "people", "-o", file, "--encoder", "dlib"), "contract-mismatch"),
        (("enrol", tmp_path / "people", "-o", tmp_path / "none" / "x"), "cannot-write"),
        (("identify", "--gallery", small_path("obama"), small_path("obama2")), "bad-gallery-file"),
        (("identify", tmp_path / "people"), "usage"),
    ):
        ended, _, said = run(*arguments)
        assert (ended, said.split(": ")[1]) == (2, code), said


def test_calibrate_and_plots_on_a_small_folder(answer, tmp_path, small_path):
    photos = {"Obama": ("obama", "obama2", "obama3"), "Biden": ("biden",), "Collins": ("astronaut",)}
    for person, names in photos.items():
        (tmp_path / "people" / person).mkdir(parents=True)
        for number in range(1, 5):
            image = Image.open(small_path(names[number % len(names)])).convert("RGB")
            image.resize((240 + 10 * number, 300)).save(tmp_path / "people" / person / f"{person}_{number:04d}.jpg")
    made = answer("calibrate", "--images", tmp_path / "people", "-o", tmp_path / "own.json", "--source", "our studio")
    assert (made["matched"], made["mismatched"], made["encoder"]) == (18, 48, "facenet-128")
    assert made["thresholds"]["0.001"] is None
    result = answer("verify", small_path("obama"), small_path("biden"), "--calibration", tmp_path / "own.json")
    assert (result["same"], result["probability"] < 0.2) == (False, True)
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("2\t2\n" + "Obama 1 2\nBiden 1 2\nObama 1 Biden 1\nObama 2 Collins 1\n" * 2)
    answer("evaluate", "pairs", "--pairs", pairs, "--images", tmp_path / "people", "--plots", tmp_path / "plots")
    for name in ("roc.png", "det.png", "distances.png"):
        with Image.open(tmp_path / "plots" / name) as picture:
            assert min(picture.size) > 300


def test_the_version_is_that_of_the_package():
    assert facestyle("--version").stdout == f"{__version__}\n"


@pytest.mark.parametrize(
    ("shell", "says"), [("bash", "complete -o default"), ("zsh", "#compdef facestyle"), ("fish", "complete")]
)
def test_completion_prints_a_script_for_the_shell(shell, says):
    program = "import sys; from facestyle.cli.main import main; sys.argv = ['facestyle']; main()"
    environment = os.environ | {"_FACESTYLE_COMPLETE": f"source_{shell}"}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert says in run.stdout
    assert "_FACESTYLE_COMPLETE=complete_" in run.stdout
