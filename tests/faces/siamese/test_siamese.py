"""Siamese training: losses, heads and choices against naive loops; the split; runs that resume; bad input."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import fields
from datetime import date
from itertools import islice

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from facestyle.errors import ContractError, ModelFileError, OptionError, PictureZipError, TrainingDataError
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.people import Contents, Enrolled, Person
from facestyle.faces.siamese import checkpoint
from facestyle.faces.siamese import model as siamese_model
from facestyle.faces.siamese import triplets as siamese_triplets
from facestyle.faces.siamese.data import TrainingData, draw_pairs, of_gallery, parse_width, split_people
from facestyle.faces.siamese.options import KINDS
from facestyle.faces.siamese.picture_zip import read_pictures
from facestyle.faces.siamese.pictures import degrade, encode_zip
from facestyle.faces.siamese.report import report
from facestyle.faces.siamese.trained import shipped_head
from facestyle.faces.siamese.training import TrainOptions, train
from facestyle.faces.verification import VerifyOptions, verify

CONTRACT = encoder_spec("facenet-128").contract


def unit(rows: int, seed: int = 0, numbers: int = 128) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=(rows, numbers))
    return (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)


def people(count: int = 20, each: int = 3, noise: float = 0.12) -> TrainingData:
    rng = np.random.default_rng(5)
    rows = np.repeat(unit(count), each, axis=0) + rng.normal(size=(count * each, 128)) * noise
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    names = tuple(f"p{index // each}" for index in range(count * each))
    return TrainingData("facenet-128", CONTRACT, names, rows.astype(np.float32))


def test_triplet_loss_is_the_course_s_formula():
    f = unit(12)
    a, p, n = f[:4], f[4:8], f[8:]
    by_hand = [
        max(sum((a[i] - p[i]) ** 2) - sum((a[i] - n[i]) ** 2) + 0.2, 0) for i in range(4)
    ]  # the squared distances, number by number
    d = siamese_model.squared_distances(torch.from_numpy(f), torch.from_numpy(f))
    losses = siamese_model.triplet_losses(d[range(4), range(4, 8)], d[range(4), range(8, 12)], 0.2)
    assert losses.numpy() == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize("kind", ["binary-l1", "binary-chi2"])
def test_heads_are_their_formulas_number_by_number(kind):
    f, g = unit(3, 1), unit(3, 2)
    f[:, 0] = g[:, 0] = 0  # a denominator of zero
    w = np.random.default_rng(3).normal(size=siamese_model.head_numbers(kind, 128)).astype(np.float32)
    z = siamese_model.head_logits(kind, *(torch.from_numpy(part) for part in (f, g, w)), torch.tensor(0.5)).numpy()
    for row in range(3):
        total = 0.5
        if kind == "binary-l1":
            total += sum(w[k] * abs(f[row, k] - g[row, k]) for k in range(128))
        else:
            for half, sign in enumerate((1, -1)):
                for k in range(128):
                    h, other = max(sign * f[row, k], 0), max(sign * g[row, k], 0)
                    total += w[half * 128 + k] * ((h - other) ** 2 / (h + other) if h + other else 0)
        assert z[row] == pytest.approx(total, abs=1e-4)


def test_miners_choose_what_their_definitions_say():
    f, labels = unit(14, numbers=4), [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 5, 5]
    d = ((f[:, None].astype(float) - f[None]) ** 2).sum(-1)
    expected = {"all": set(), "hard": set(), "semi-hard": set()}
    pairs = set()
    for a in range(14):
        for p in range(14):
            for n in range(14):
                if a == p or labels[a] != labels[p] or labels[n] == labels[a]:
                    continue
                pairs.add((a, p))
                if d[a, n] - d[a, p] <= 0.3:
                    expected["all"].add((a, p, n))
                    expected["hard" if d[a, n] <= d[a, p] else "semi-hard"].add((a, p, n))
    generator = torch.Generator().manual_seed(0)
    for how, wanted in expected.items():
        found = siamese_triplets.choose(torch.from_numpy(f), torch.tensor(labels), how, 0.3, generator)
        assert wanted
        assert set(zip(*(side.tolist() for side in found), strict=True)) == wanted
    a, p, n = siamese_triplets.choose(torch.from_numpy(f), torch.tensor(labels), "random", 0.3, generator)
    assert set(zip(a.tolist(), p.tolist(), strict=True)) == pairs
    assert all(labels[one] != labels[other] for one, other in zip(a, n, strict=True))


def test_people_are_split_and_never_pictures():
    names = [f"p{index % 40}" for index in range(100)]
    split = split_people(names, 3)
    parts = [{names[row] for row in rows} for rows in (split.train, split.validation, split.test)]
    assert sum(len(part) for part in parts) == len(set().union(*parts)) == 40
    pairs = draw_pairs(split.test, names, 0)
    assert pairs.same.sum() * 2 == len(pairs.same)
    for one, other, same in zip(pairs.a, pairs.b, pairs.same, strict=True):
        assert (names[one] == names[other]) == same
        assert one != other


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_was_cut_off_goes_on_as_if_it_had_not_been(kind, tmp_path):
    data, chosen = people(), TrainOptions(kind, "all", steps=8, people=8)
    split = split_people(data.names)
    whole = list(train(data, split, chosen))
    kept = tmp_path / "run.safetensors"
    cut_off = train(data, split, chosen, kept, every=2)
    list(islice(cut_off, 5))
    cut_off.close()
    rest = list(train(data, split, chosen, kept))
    assert [step.step for step in rest] == [5, 6, 7, 8]
    assert [step.cost for step in rest] == [step.cost for step in whole[4:]]
    assert (rest[-1].model.matrix == whole[-1].model.matrix).all()
    assert not kept.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_is_stopped_ends_with_what_it_has_after_its_step(kind, tmp_path):
    data, chosen, told = people(), TrainOptions(kind, "all", steps=9, people=8), []
    kept = tmp_path / "run.safetensors"
    for step in train(data, split_people(data.names), chosen, kept, every=2, stop=lambda: len(told) == 4):
        told.append(step)
    assert [(step.step, step.done) for step in told] == [(1, False), (2, False), (3, False), (4, False), (4, True)]
    assert told[-1].model is not None
    assert kept.exists()  # to go on from
    assert told[-1].cost == told[-2].cost


def test_what_is_shown_of_a_step_is_what_it_descended():
    data = people()
    step = next(train(data, split_people(data.names), TrainOptions(mining="all", margin=1.0)))
    for one in step.examples:
        a, p, n = (data.clean[row].astype(float) for row in (one.anchor, one.positive, one.negative))
        names = [data.names[row] for row in (one.anchor, one.positive, one.negative)]
        assert names[0] == names[1] != names[2]
        assert one.d_positive == pytest.approx(((a - p) ** 2).sum(), abs=1e-5)
        assert one.loss == pytest.approx(((a - p) ** 2).sum() - ((a - n) ** 2).sum() + 1.0, abs=1e-5)
    pair = next(train(data, split_people(data.names), TrainOptions("binary-l1"))).examples[0]
    assert (data.names[pair.one] == data.names[pair.other]) is pair.same
    said = pair.probability if pair.same else 1 - pair.probability
    assert pair.loss == pytest.approx(-np.log(said), abs=1e-4)


def test_a_report_says_whom_it_was_measured_on():
    many, few = people(20), people(3)
    for data, unseen, whom in ((many, True, 5), (few, False, 3)):
        split = split_people(data.names)
        *_, last = train(data, split, TrainOptions(steps=3, mining="all"))
        found = report(last.model, data, split)
        assert (found.unseen, found.people) == (unseen, whom)
        assert found.plain.clean is not None
        assert found.trained.degraded is None
        assert found.noise > 1 / found.pairs


def test_collapse_is_recognised_and_honest_training_is_not_called_so():
    rows = np.repeat(unit(1), 40, axis=0)
    alike = TrainingData("facenet-128", CONTRACT, tuple(f"p{index // 4}" for index in range(40)), rows)
    *_, last = train(alike, split_people(alike.names), TrainOptions(steps=6, mining="all"))
    assert last.collapsed
    assert last.mean == pytest.approx(0.2, abs=0.01)
    data = people()
    assert not any(step.collapsed for step in train(data, split_people(data.names), TrainOptions(steps=6)))


@pytest.mark.parametrize(("names", "says"), [(("a", "a"), "only a"), (("a", "b"), "one picture of each")])
def test_pictures_that_nothing_can_be_learned_from_are_refused(names, says):
    with pytest.raises(TrainingDataError, match=says):
        TrainingData("facenet-128", CONTRACT, names, unit(2))


@pytest.mark.parametrize("value", ["20 inches", "-3", "9999", "", "nan", 3])
def test_a_width_that_is_none_is_refused(value):
    with pytest.raises(OptionError):
        parse_width(value)
    assert parse_width("20px") == 20


def test_a_degraded_face_has_lost_its_detail():
    crop = np.random.default_rng(0).integers(0, 255, (160, 160, 3), dtype=np.uint8)
    seen = degrade(crop, 20)
    assert seen.shape == crop.shape
    assert np.abs(np.diff(seen.astype(int), axis=1)).mean() < 10 < np.abs(np.diff(crop.astype(int), axis=1)).mean()


def test_a_model_file_gives_back_the_model_and_refuses_what_is_none(tmp_path):
    data = people()
    *_, last = train(data, split_people(data.names), TrainOptions("binary-chi2", steps=3))
    path = tmp_path / "model.safetensors"
    checkpoint.write_model(path, last.model)
    read = checkpoint.read_model(path)
    assert (
        read.measure(data.clean[:5], data.clean[5:10]) == last.model.measure(data.clean[:5], data.clean[5:10])
    ).all()
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ModelFileError):
        checkpoint.read_model(path)
    path.write_text("nothing of the kind")
    with pytest.raises(ModelFileError):
        checkpoint.read_model(path)


@pytest.mark.parametrize("similarity", ["binary-l1", "binary-chi2"])
def test_a_head_tells_the_sample_people_apart(sample, similarity):
    options = VerifyOptions(similarity=similarity)
    same, other = (verify(sample("obama"), sample(name), options) for name in ("obama2", "biden"))
    assert same.same
    assert not other.same
    assert same.probability > 0.9 > 0.1 > other.probability


def test_a_head_of_another_encoder_or_kind_is_refused():
    head = shipped_head("facenet-128", "binary-l1")
    with pytest.raises(ContractError):
        VerifyOptions("dlib", similarity="binary-l1", trained=head)
    with pytest.raises(OptionError):
        VerifyOptions(similarity="binary-chi2", trained=head)
    with pytest.raises(OptionError, match="train"):
        VerifyOptions("dlib", similarity="binary-l1")


def test_a_head_has_a_probability_for_a_threshold():
    assert VerifyOptions(similarity="binary-l1", threshold=0.9).tau == 0.9
    with pytest.raises(OptionError, match="from 0 to 1"):
        VerifyOptions(similarity="binary-l1", threshold=1.15)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_values_that_would_make_encodings_overflow_are_refused(value):
    with pytest.raises(ContractError, match="finite"):
        siamese_model.SiameseModel("triplet", "facenet-128", CONTRACT, np.full((2, 2), value), np.zeros(0), 0.0, 1.0)


@pytest.mark.parametrize(
    "told", [{"encoder": ["facenet-128"]}, {"kind": {}}, {"tau": "one"}, {"split": 3}, {"more": 1}]
)
def test_a_model_file_that_tells_nonsense_is_refused(tmp_path, told):
    head = shipped_head("facenet-128", "binary-l1")
    plain = {one.name: getattr(head, one.name) for one in fields(head) if one.name not in ("matrix", "weights")}
    metadata = {"format": "facestyle siamese 1", "told": json.dumps(plain | told)}
    save_file({"matrix": head.matrix, "weights": head.weights}, tmp_path / "odd.safetensors", metadata)
    with pytest.raises(ModelFileError, match=r"odd\.safetensors"):
        checkpoint.read_model(tmp_path / "odd.safetensors")


def gallery(*pictures: int) -> Contents:
    """People with so many pictures each."""
    day = date(2025, 1, 1)
    enrolled = [Person(f"p{i}", tuple(Enrolled(n + 1, 1.0, day, f"{i}:{n}") for n in range(count)))
                for i, count in enumerate(pictures)]  # fmt: skip
    return Contents("facenet-128", tuple(enrolled), unit(sum(pictures)))


def test_a_gallery_s_encodings_are_trained_on_and_one_that_won_t_do_is_told_what_it_lacks():
    data = of_gallery(gallery(2, 1, 3))
    assert data.names == ("p0", "p0", "p1", "p2", "p2", "p2")
    for counts, says in (((1, 1), "enrolled from one picture"), ((3,), "only p0"), ((), "nobody")):
        with pytest.raises(TrainingDataError, match=says):
            of_gallery(gallery(*counts))


def test_a_zip_of_people_is_encoded_and_what_can_t_be_used_is_told(tmp_path, sample_path):
    read = {name: sample_path(name).read_bytes() for name in ("obama", "obama2", "biden", "chelsea")}
    members = [("Ada/1.jpg", read["obama"]), ("Ada/2.jpg", read["obama2"]), ("Emmy/1.jpg", read["biden"])]
    bad = [("Emmy/cat.png", read["chelsea"]), ("Emmy/words.jpg", b"words")]
    *_, last = encode_zip(zipped(tmp_path / "a.zip", members + bad), pixels=20, thumbnails=True)
    assert (last.done, last.total) == (5, 5)
    assert last.data.names == ("Ada", "Ada", "Emmy")
    assert len(last.data.thumbnails) == 6
    assert ["cat.png" in one or "words.jpg" in one for one in last.data.problems] == [True, True]
    near, far = (((last.data.clean[0] - last.data.clean[row]) ** 2).sum() for row in (1, 2))
    assert near < far
    with pytest.raises(TrainingDataError, match="None of 2 pictures"):
        list(encode_zip(zipped(tmp_path / "b.zip", bad)))


def zipped(path, members, **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def test_a_zip_of_people_is_read(tmp_path):
    path = zipped(tmp_path / "a.zip", [("all/Ada/1.jpg", b"1"), ("all/Emmy/2.png", b"2"), ("__MACOSX/x/._1.jpg", b"")])
    assert list(read_pictures(path)) == [("Ada", "1.jpg", b"1"), ("Emmy", "2.png", b"2")]


@pytest.mark.parametrize("name", ["../Ada/1.jpg", "/etc/Ada/1.jpg", "..\\Ada\\1.jpg", "C:/Ada/1.jpg", "a/../../1.jpg"])
def test_a_zip_whose_paths_climb_out_is_refused(tmp_path, name):
    with pytest.raises(PictureZipError, match="leads out"):
        list(read_pictures(zipped(tmp_path / "a.zip", [(name, b"1")])))


def test_zips_that_are_none_too_many_or_too_much_are_refused_before_they_are_inflated(tmp_path):
    many = zipped(tmp_path / "many.zip", [(f"A/{number}.jpg", b"") for number in range(2001)])
    with pytest.raises(PictureZipError, match="entries"):
        list(read_pictures(many))
    million = bytearray(zipped(tmp_path / "b.zip", [("A/1.jpg", b"")]).read_bytes())
    million[-14:-12] = million[-12:-10] = b"\xff\xff"  # says 'more than fit here'
    (tmp_path / "b.zip").write_bytes(million)
    with pytest.raises(PictureZipError):
        list(read_pictures(tmp_path / "b.zip"))
    block = io.BytesIO(bytes(90 * 2**20)).getvalue()
    big = zipped(tmp_path / "big.zip", [(f"A/{number}.jpg", block) for number in range(3)])
    with pytest.raises(PictureZipError, match="inflates"):
        list(read_pictures(big))
    (tmp_path / "none.zip").write_bytes(b"not a zip at all")
    with pytest.raises(PictureZipError, match="no zip"):
        list(read_pictures(tmp_path / "none.zip"))
