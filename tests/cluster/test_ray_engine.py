"""The engine of a cluster: what it answers is what is answered here, also when a node is killed meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest
from support.engines import CLOSE, SMALL, Contract, same_faces
from support.places import HOUSE, STYLES

from benchmarks.on_cluster.nodes import RUNS, Nodes, until
from facestyle import images
from facestyle.engine.ray import beginning, connection, problems, watch
from facestyle.engine.ray.beginning import PREFIX
from facestyle.engine.ray.client import RayEngine
from facestyle.engine.ray.configuration import Cluster, Part
from facestyle.engine.ray.deployments import applications
from facestyle.engine.ray.watch import Watch
from facestyle.errors import BusyError, ComputeError
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.pipeline import encode_faces
from facestyle.faces.siamese.data import TrainingData, split_people
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.style.transfer import StyleOptions

LONG = StyleOptions(size=256, steps=1000)


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    made = Nodes()
    yield made
    made.end()


@pytest.fixture
def engine(nodes) -> RayEngine:
    return nodes.engine


@pytest.fixture
def pair(sample):
    return sample("china"), [images.load(STYLES / "mosaic.jpg")]


class TestRayEngine(Contract):
    """The contract, on a cluster."""


def test_one_request_that_is_refused_refuses_no_other_of_its_batch(engine, sample):
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(engine.encode, [sample("obama")], DEFAULT_ENCODER) for _ in range(6)]
        wrong = pool.submit(engine._done, "encoding", "encode", [None], DEFAULT_ENCODER)
    [alone] = encode_faces([sample("obama")], DEFAULT_ENCODER)
    for one in asked:
        same_faces(one.result()[0], alone)
    assert isinstance(wrong.exception(), Exception)


def test_a_full_queue_says_so_politely(engine, pair):
    def asked() -> list | BusyError:
        try:
            return list(engine.stylize(*pair, SMALL))
        except BusyError as problem:
            return problem

    with ThreadPoolExecutor(4) as pool:
        with closing(engine.stylize(*pair, LONG)) as steps:
            next(steps)
            others = [pool.submit(asked) for _ in range(4)]
            until(lambda: sum(one.done() for one in others) == 3)
        answers = [one.result() for one in others]
    refused = [one for one in answers if isinstance(one, BusyError)]
    assert len(refused) == 3
    assert "Try again in a minute" in refused[0].message
    [served] = [one for one in answers if not isinstance(one, BusyError)]
    assert served[-1].last


def test_a_page_that_is_killed_leaves_no_run_behind(nodes, engine, pair):
    program = f"""
import ray, facestyle
from facestyle import images
from facestyle.engine.ray.connection import engine_of
from facestyle.style.transfer import StyleOptions
from facestyle.weights import cache
ray.init(address={nodes.address!r}, log_to_driver=False, namespace="facestyle", logging_level="ERROR")
steps = engine_of().stylize(images.load(cache.sample("china")), [images.load({str(STYLES / "mosaic.jpg")!r})],
    StyleOptions(size=256, steps=1000))
next(steps)
print("running", flush=True)
for _ in steps: pass
"""
    other = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=HOUSE)
    assert other.stdout is not None
    assert other.stdout.readline() == "running\n"
    other.kill()
    other.wait()
    assert list(engine.stylize(*pair, SMALL))[-1].last


def test_a_page_outside_of_the_cluster_computes_in_it(nodes, sample):
    program = f"""
import json, facestyle, numpy as np
from contextlib import closing
from facestyle import images
from facestyle.engine.choice import engine
from facestyle.errors import FacestyleError
from facestyle.faces.siamese.data import TrainingData, split_people
from facestyle.faces.siamese.options import TrainOptions
from facestyle.style.transfer import StyleOptions
from facestyle.weights import cache
there, obama, china = engine(), images.load(cache.sample("obama")), images.load(cache.sample("china"))
[[face]] = there.encode([obama], "facenet-128")
pair = china, [images.load({str(STYLES / "mosaic.jpg")!r})]
with closing(there.stylize(*pair, StyleOptions(size=256, steps=1000))) as steps:
    begun = [next(steps).iteration for _ in range(3)]
done = [step.iteration for step in there.stylize(*pair, StyleOptions(size=64, steps=6))]
names, encodings = "AABB", np.random.default_rng(1).normal(size=(4, face.encoding.size)).astype(np.float32)
data = TrainingData("facenet-128", face.contract, tuple(names), encodings / np.linalg.norm(encodings, axis=1)[:, None])
trained = list(there.train(data, split_people(names), TrainOptions(steps=5000), lambda: True))
assert trained[-1].done and trained[-1].model is not None and trained[-1].step < 5000, trained[-1]
try:
    there.encode([obama], "eigenfaces")
except FacestyleError as problem:
    said = problem.code
print(json.dumps([there.state(), face.encoding.tolist(), begun, done, said]))
"""
    environment = {**os.environ, "FACESTYLE_COMPUTE": f"ray://127.0.0.1:{nodes.client_port}", "PYTHONPATH": str(HOUSE)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert run.returncode == 0, run.stderr
    state, encoding, begun, done, said = json.loads(run.stdout.splitlines()[-1])
    [[here]] = encode_faces([sample("obama")], DEFAULT_ENCODER)
    assert np.abs(here.encoding - np.array(encoding)).max() < CLOSE
    assert (state, begun, done, said) == ("reachable", [0, 1, 2], list(range(7)), "bad-option")


def test_encodings_are_right_while_a_node_is_killed(nodes, engine, sample):
    names = ["obama", "biden", "astronaut", "obama2"] * 8
    alone = {name: encode_faces([sample(name)], DEFAULT_ENCODER)[0] for name in set(names)}
    done = threading.Event()

    def encode(number: int):
        if number == 6:
            done.set()
        return engine.encode([sample(names[number])], DEFAULT_ENCODER)[0]

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(encode, number) for number in range(len(names))]
        assert done.wait(60)
        nodes.kill("encoding")
        for name, answer in zip(names, answers, strict=True):
            same_faces(answer.result(), alone[name])
    nodes.mend()


def test_a_restyling_goes_on_when_its_node_is_killed(nodes, engine, pair):
    options = StyleOptions(size=128, steps=60)
    steps, killed = [], 0
    for step in engine.stylize(*pair, options):
        steps.append(step)
        if step.iteration and step.picture is not None and not killed:
            killed = step.iteration
            nodes.kill("styling")
    assert [step.iteration for step in steps] == list(range(61))
    assert {step.steps for step in steps} == {60}
    assert [step.seconds for step in steps] == sorted(step.seconds for step in steps)
    assert "continued" not in steps[killed].machine
    assert steps[-1].machine["continued"].startswith("on another machine after step ")
    *_, whole = engine.stylize(*pair, options)
    assert steps[-1].total_cost < 1.1 * whole.total_cost
    assert np.isfinite(steps[-1].picture.astype(float)).all()
    nodes.mend()


def test_a_training_goes_on_when_its_node_is_killed(nodes, engine, sample):
    [[face]] = engine.encode([sample("obama")], DEFAULT_ENCODER)
    drawn = np.random.default_rng(1).normal(size=(12, face.encoding.size)).astype(np.float32)
    names = "AABBCCDDEEFF"
    data = TrainingData(DEFAULT_ENCODER, face.contract, tuple(names), drawn / np.linalg.norm(drawn, axis=1)[:, None])
    asked = data, split_people(names), TrainOptions(steps=600)
    steps = []
    for step in engine.train(*asked):
        steps.append(step)
        if step.step == 20:
            nodes.kill("studying")
    assert [step.step for step in steps] == list(range(1, 601))
    *_, whole = train_in_stages(*asked)
    assert np.abs(steps[-1].model.matrix - whole.model.matrix).max() < 1e-3
    nodes.mend()


@pytest.fixture
def unwatched(engine, monkeypatch) -> None:
    """While a thread asks Ray Serve how it does, no other one can make deployments: Ray's pickling allows one."""
    monkeypatch.setattr(engine._watch, "_look", lambda: {"encoding": 2})
    time.sleep(1)


@pytest.mark.usefixtures("unwatched")
def test_two_pages_that_begin_the_processes_together_begin_them_once():
    from ray import serve

    def ids() -> list[str]:
        from ray.serve.context import _get_global_client

        found = _get_global_client().get_serve_details()["applications"].values()
        made = [one for app in found for each in app["deployments"].values() for one in each["replicas"]]
        return sorted(one["replica_id"] for one in made)

    before = ids()
    made = applications(RUNS, connection.environment())
    targets = [serve.RunTarget(target=made[kind], name=PREFIX + kind, route_prefix=None) for kind in made]
    serve.run_many(targets)
    time.sleep(3)
    assert ids() == before
    assert len(before) == 5


@pytest.mark.usefixtures("unwatched")
def test_a_cluster_that_is_too_small_is_waited_for_so_long_and_says_what_it_lacks(monkeypatch):
    from ray import serve

    monkeypatch.setattr(beginning, "GROWS", 2.0)
    large = Cluster(*[Part(cpus=50)] * 4)
    with pytest.raises(ComputeError, match="The cluster has 8 cores, and the processes reserve 200; add machines"):
        beginning.begin(large, connection.environment(), "large-")
    assert not [name for name in serve.status().applications if name.startswith("large-")]
    gpus = beginning.lacking(Cluster(painting=Part(gpus=0.5)))
    assert gpus is not None
    assert "has 0 GPUs, and the processes reserve 0.5" in gpus.message


@pytest.mark.usefixtures("unwatched")
def test_an_application_that_failed_is_begun_again():
    from ray import serve

    class Failing:
        def __init__(self) -> None:
            raise ValueError("it can't begin")

    made = serve.deployment(max_constructor_retry_count=1, ray_actor_options={"num_cpus": 0})(Failing).bind()
    target = serve.RunTarget(target=made, name="failing", route_prefix=None)
    serve.run_many([target], wait_for_applications_running=False)
    until(lambda: serve.status().applications["failing"].status == "DEPLOY_FAILED")
    assert beginning.staying() == {PREFIX + kind for kind in RUNS.parts}
    serve.delete("failing")


def test_a_cluster_that_does_not_answer_is_lost_and_nobody_waits_for_it(monkeypatch):
    monkeypatch.setattr(watch, "LOST_AFTER", 0.2)

    def gone() -> dict[str, int]:
        raise ConnectionError("nobody is there")

    watching = Watch(gone)
    time.sleep(0.3)
    assert watching.state == "lost"
    with pytest.raises(ComputeError, match="can't be reached any more"):
        watching.check("encoding")
    watching.close()


def test_a_kind_of_process_that_is_absent_for_long_is_waited_for_no_longer(monkeypatch):
    monkeypatch.setattr(watch, "PATIENCE", 0.2)
    watching = Watch(lambda: {"encoding": 1, "styling": 0})
    time.sleep(0.5)
    assert watching.state == "incomplete"
    watching.check("encoding")
    with pytest.raises(ComputeError, match="No machine of the cluster does this work"):
        watching.check("styling")
    watching.close()


def test_an_address_where_nobody_is_ends_the_start_with_a_sentence():
    program = (
        "from facestyle.engine.ray.connection import connected\n"
        "from facestyle.errors import ComputeError\n"
        "try: connected('auto')\n"
        "except ComputeError as problem: print(problem.message)\n"
    )
    environment = {**os.environ, "RAY_ADDRESS": "127.0.0.1:1"}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=HOUSE, env=environment
    )
    assert "no cluster answers there" in run.stdout, run.stderr
    assert "FACESTYLE_COMPUTE=local" in run.stdout


def test_errors_of_the_work_stay_what_they_are():
    assert isinstance(problems.reason(ConnectionError("gone")), ComputeError)
    problem = ValueError("of the work")
    assert problems.reason(problem) is problem
    assert connection.environment()["PYTHONPATH"].split(":")[0] == str(HOUSE)
