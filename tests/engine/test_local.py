"""The engine of this process, and which engine a process chooses."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support.engines import Contract

from facestyle.engine import choice
from facestyle.engine.local import LocalEngine
from facestyle.engine.protocol import Engine
from facestyle.engine.ray import configuration
from facestyle.errors import ComputeError, OptionError


@pytest.fixture
def engine() -> Engine:
    return LocalEngine()


class TestLocalEngine(Contract):
    """The contract, here."""


@pytest.fixture
def compute(monkeypatch):
    """Choose anew, for this test."""
    monkeypatch.setattr(choice, "_chosen", {})

    def put(compute: str, cluster: str = "") -> None:
        monkeypatch.setenv(choice.COMPUTE, compute)
        monkeypatch.setenv(choice.CLUSTER, cluster)

    return put


@pytest.mark.parametrize("unset", ["", " ", "local"])
def test_networks_run_here_unless_something_else_is_said(compute, unset):
    compute(unset)
    assert choice.engine().state() == "here"
    assert choice.engine() is choice.engine()


def test_what_cannot_be_chosen_is_named(compute):
    compute("elsewhere")
    with pytest.raises(OptionError, match="FACESTYLE_COMPUTE is elsewhere; give local, auto or ray://HOST:PORT"):
        choice.engine()


def test_the_engine_of_this_process_imports_nothing_of_ray():
    program = (
        "import sys; from facestyle.engine.choice import engine; from facestyle.engine.ray import connection; "
        "engine(); "
        "sys.exit('ray' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_process_without_ray_says_what_to_install(compute, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    compute("auto")
    with pytest.raises(ComputeError, match=r"Ray is not installed; install requirements-cluster\.txt"):
        choice.engine()


def test_a_cluster_is_configured_by_what_differs(tmp_path):
    file = tmp_path / "cluster.json"
    file.write_text('{"styling": {"replicas": 2, "gpus": 0.5}, "batch": 4}', encoding="utf-8")
    read = configuration.read(file)
    assert (read.styling.replicas, read.styling.gpus, read.styling.at_once, read.batch) == (2, 0.5, 1, 4)
    assert read.encoding == configuration.Cluster().encoding


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "can't be read as JSON"),
        ("[]", "has to be a JSON object"),
        ('{"stylin": {}}', "'stylin' in .* is unknown; use encoding, styling, painting, studying, batch"),
        ('{"styling": {"cores": 2}}', "'cores' in .* is unknown; use replicas"),
        ('{"styling": 2}', "styling in .* has to be a JSON object"),
        ('{"styling": {"replicas": 0}}', "replicas is 0; give a whole number from 1"),
        ('{"styling": {"at_once": 2}}', "at_once of styling has to be 1"),
        ('{"batch": 0}', "batch is 0"),
        ('{"batch": true}', "batch is True"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_refused(tmp_path, text, said):
    file = tmp_path / "cluster.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match=said):
        configuration.read(file)
