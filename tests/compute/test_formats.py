"""Which number formats are tried on which device, and how the fastest is found."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from support.places import HOUSE

from facestyle.compute import formats
from facestyle.errors import OptionError

CPU = torch.device("cpu")
X86 = platform.machine().lower() in ("x86_64", "amd64")
#: What makes torch and its libraries take the processor for one with AVX2 alone.
AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}


@pytest.fixture(autouse=True)
def _measured(monkeypatch):
    monkeypatch.setenv("FACESTYLE_FORMAT", "measured")


def names_of(where: torch.device) -> list[str]:
    return [one.name for one in formats.candidates(where)]


@pytest.mark.skipif(not X86 or not Path("/proc/cpuinfo").is_file(), reason="no list of this processor's instructions")
@pytest.mark.skipif(any(name in os.environ for name in AVX2), reason="torch is told to use fewer instructions")
def test_bfloat16_is_tried_on_processors_that_multiply_in_it():
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("flags", 1)[1].split("\n", 1)[0].split()
    assert formats.computes_bfloat16(CPU) == ("avx512_bf16" in flags)
    assert ("bfloat16, channels last" in names_of(CPU)) == ("avx512_bf16" in flags)


@pytest.mark.skipif(not X86, reason="AVX2 is of x86")
def test_with_avx2_alone_only_float32_is_tried_and_the_encoder_runs_in_it():
    program = (
        "import torch; from facestyle.compute import formats; from facestyle.faces.encoders import loading;"
        "print([one.name for one in formats.candidates(torch.device('cpu'))]);"
        "print(loading.network('facenet-128').format.dtype)"
    )
    environment = {**os.environ, **AVX2, "PYTHONPATH": str(HOUSE), "FACESTYLE_DEVICE": "cpu"}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert run.stdout.splitlines() == ["['float32, channels last']", "torch.float32"], run.stderr


@pytest.mark.parametrize(
    ("machine", "mkldnn", "capability", "multiplies", "expected"),
    [
        ("x86_64", True, "AVX512", True, True),
        ("x86_64", True, "AVX512", False, False),  # a Skylake server: torch's own check is content with it
        ("x86_64", True, "AVX2", False, False),  # AVX2 that converts bfloat16
        ("x86_64", False, "AVX2", True, False),  # told to use fewer instructions than there are
        ("x86_64", True, "AVX512", None, False),  # a torch that can't say
        ("x86_64", None, "AVX512", True, False),  # built without oneDNN
        ("aarch64", True, "SVE256", False, True),
        ("aarch64", False, "DEFAULT", False, False),
    ],
)
def test_what_torch_says_of_a_processor_decides(monkeypatch, machine, mkldnn, capability, multiplies, expected):
    def answering(name, value):
        return SimpleNamespace() if value is None else SimpleNamespace(**{name: lambda: value})

    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    monkeypatch.setattr(torch.ops, "mkldnn", answering("_is_mkldnn_bf16_supported", mkldnn), raising=False)
    monkeypatch.setattr(torch, "cpu", answering("_is_avx512_bf16_supported", multiplies))
    assert formats.computes_bfloat16(CPU) is expected
    assert ("bfloat16, channels last" in names_of(CPU)) is expected


@pytest.mark.parametrize(("capability", "expected"), [((7, 5), False), ((8, 0), True), ((9, 0), True)])
def test_a_gpu_before_ampere_is_not_asked_for_bfloat16(monkeypatch, capability, expected):
    monkeypatch.setattr(torch.version, "hip", None)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: capability)
    assert ("bfloat16, channels last" in names_of(torch.device("cuda"))) is expected
    assert "float16, channels last" in names_of(torch.device("cuda"))


def test_float32_asks_for_no_other_format_and_an_unknown_one_is_refused(monkeypatch):
    network = torch.nn.Linear(2, 2)
    assert list(formats.forms(network)) == ["float32", *names_of(CPU)]
    monkeypatch.setenv("FACESTYLE_FORMAT", "float32")
    assert list(formats.forms(network)) == ["float32"]
    monkeypatch.setenv("FACESTYLE_FORMAT", "float7")
    with pytest.raises(OptionError, match="float7"):
        formats.forms(network)


class Form(torch.nn.Module):
    """Takes so many seconds of a made clock at its first run, at its second, and so on."""

    def __init__(self, *seconds: float, result: float = 1.0) -> None:
        super().__init__()
        self.seconds, self.result, self.runs = seconds, result, 0


@pytest.fixture
def raced(monkeypatch):
    """The name of the form that wins."""
    now = [0.0]
    monkeypatch.setattr(formats, "_clock", lambda _: lambda: now[0])

    def run(form, example):
        now[0] += form.seconds[form.runs]
        form.runs += 1
        return torch.tensor([[1.0, form.result]])

    def race(forms):
        makers = {name: lambda form=form: form for name, form in forms.items()}
        return formats.fastest_of(makers, run, torch.zeros(1), 0.99)

    return race


def test_the_fastest_wins_and_one_that_takes_twice_as_long_runs_once(raced):
    forms = {"exact": Form(3, 2, 2), "slow": Form(6.1), "fast": Form(3, 1.5, 1.7), "close": Form(3.1, 1.6, 1.4)}
    assert raced(forms) == ("close", forms["close"])
    assert {name: form.runs for name, form in forms.items()} == {"exact": 2, "slow": 1, "fast": 3, "close": 3}


def test_where_one_form_is_left_it_does_not_run_again(raced):
    forms = {"exact": Form(3), "fast": Form(1)}
    assert raced(forms) == ("fast", forms["fast"])


def test_a_form_that_is_fast_and_wrong_is_out_and_one_form_alone_does_not_run(raced):
    exact = Form(3)
    assert raced({"exact": exact, "wrong": Form(1, result=-1.0)}) == ("exact", exact)
    alone = Form()
    assert raced({"exact": alone}) == ("exact", alone)
