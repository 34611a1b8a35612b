"""A binary head learns its map by triplets first, then its weights on top."""

import numpy as np
import pytest
import torch

from facestyle.faces.distance import project
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.siamese.data import TrainingData, split_people
from facestyle.faces.siamese.model import head_logits
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.faces.siamese.steps import PairExample, TripletExample
from facestyle.faces.siamese.training import train

HEADS = ["binary-l1", "binary-chi2"]


@pytest.fixture(scope="module")
def data():
    """Twenty people, four pictures of each: who it is stands in 24 numbers, the others tell of the camera alone."""
    rng = np.random.default_rng(3)
    rows = 0.3 * rng.normal(size=(80, 128))
    rows[:, :24] += np.repeat(rng.normal(size=(20, 24)), 4, axis=0)
    rows[:, 24:] *= 4
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    names = tuple(f"p{index // 4}" for index in range(80))
    return TrainingData("facenet-128", encoder_spec("facenet-128").contract, names, rows)


@pytest.mark.parametrize("kind", HEADS)
def test_the_map_is_that_of_the_triplets_and_the_head_stands_on_it(data, kind):
    split = split_people(data.names)
    steps = list(train_in_stages(data, split, TrainOptions(kind, mining="all", steps=20, learning_rate=5e-3)))
    *_, alone = train(data, split, TrainOptions(mining="all", steps=20, learning_rate=5e-3))
    assert [step.step for step in steps] == list(range(1, len(steps) + 1))
    assert [step.done for step in steps] == [False] * (len(steps) - 1) + [True]
    shown = [type(step.examples[0]) for step in steps if step.examples]
    assert (shown[0], shown[-1]) == (TripletExample, PairExample)
    model = steps[-1].model
    assert (model.matrix == alone.model.matrix).all()
    assert np.abs(model.matrix - np.eye(128)).max() > 1e-3
    f, g = (project(torch.from_numpy(data.clean[rows]), torch.from_numpy(model.matrix)) for rows in ([0, 1], [2, 9]))
    expected = head_logits(kind, f, g, torch.from_numpy(model.weights), torch.tensor(model.bias))
    assert model.measure(data.clean[[0, 1]], data.clean[[2, 9]]) == pytest.approx(-expected.numpy(), abs=1e-4)


def test_without_a_map_the_weights_alone_are_learned(data):
    *_, last = train_in_stages(data, split_people(data.names), TrainOptions("binary-l1", steps=5, projection=False))
    assert (last.step, last.steps) == (5, 5)
    assert (last.model.matrix == np.eye(128)).all()


@pytest.mark.parametrize("after", [2, 24])
def test_stopped_in_either_stage_it_keeps_a_head(data, after):
    told: list = []
    options, split = TrainOptions("binary-l1", mining="all", steps=20), split_people(data.names)
    told.extend(train_in_stages(data, split, options, stop=lambda: len(told) >= after))
    assert told[-1].done
    assert len(told) <= after + 3
    assert told[-1].model.kind == "binary-l1"


@pytest.mark.parametrize("after", [7, 27])
def test_cut_off_in_either_stage_it_goes_on_from_its_checkpoint(data, tmp_path, after):
    options, split = TrainOptions("binary-chi2", mining="all", steps=20), split_people(data.names)
    *_, whole = train_in_stages(data, split, options)
    kept = tmp_path / "run.checkpoint"
    running = train_in_stages(data, split, options, kept, every=5)
    for _ in range(after):
        next(running)
    running.close()
    assert any(tmp_path.iterdir())
    *_, last = train_in_stages(data, split, options, kept, every=5)
    assert (last.model.matrix == whole.model.matrix).all()
    assert (last.model.weights == whole.model.weights).all()
    assert not list(tmp_path.iterdir())
