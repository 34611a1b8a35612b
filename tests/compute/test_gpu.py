"""On a GPU: every network says what the CPU says, and memory comes back. Everywhere: the benchmark tells when not."""

from __future__ import annotations

import pytest

from benchmarks import gpu
from benchmarks.on_device import reference
from benchmarks.on_device.bench import Check, Row, rows_of
from facestyle.compute.device import device

#: Checks that something holds; the others say how fast.
HOLD = [check for check in gpu.CHECKS if not check.name.endswith("-speed") and check.name not in ("search", "peer")]


@pytest.fixture(scope="module")
def bench():
    if device().type == "cpu":
        pytest.skip("there is no GPU")
    return gpu.bench_for(HOLD, seconds=3600)


@pytest.mark.gpu
@pytest.mark.parametrize("check", HOLD, ids=lambda check: check.name)
def test_on_a_gpu_everything_holds(check, bench):
    rows = list(rows_of(check, bench))
    assert rows
    assert [row for row in rows if row.ok is False] == []


@pytest.mark.skipif(device().type != "cpu", reason="there is a GPU")
def test_without_a_gpu_the_checks_run_on_the_cpu_and_say_so(capsys):
    assert gpu.main(["--only", "lpips"]) == 0
    said = capsys.readouterr()
    head, rule, device_row, *rest = said.out.splitlines()
    assert (head, rule) == ("| what | figure | bound | ok |", "| --- | --- | --- | --- |")
    assert "no GPU is used: the checks run on the CPU, in small" in device_row
    [lpips] = [row for row in rest if "LPIPS" in row]
    assert lpips.endswith("| 0 | at most 0.002 | yes |")
    assert "lpips" in said.err


def test_an_answer_unlike_the_cpus_is_a_failed_check(monkeypatch, capsys):
    monkeypatch.setattr(reference, "ask", lambda names, *_args, **_options: dict.fromkeys(names, 0.5))
    assert gpu.main(["--only", "lpips"]) == 1
    [row] = [row for row in capsys.readouterr().out.splitlines() if "LPIPS" in row]
    assert row.endswith("| at most 0.002 | **NO** |")


def test_a_check_that_breaks_is_a_row_and_the_others_go_on(monkeypatch, capsys):
    def broken(_bench):
        yield Row("before it breaks", "1", "1", True)
        raise ValueError("no such\n| thing")

    checks = (Check("broken", broken, 0), Check("fine", lambda _bench: [Row("fine", "2", "2", True)], 0))
    monkeypatch.setattr(gpu, "CHECKS", checks)
    assert gpu.main([]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert "| before it breaks | 1 | 1 | yes |" in rows
    assert "| broken | failed: ValueError: no such / thing |  | **NO** |" in rows
    assert "| fine | 2 | 2 | yes |" in rows
    assert gpu.main(["--only", "fine"]) == 0


def test_what_the_budget_has_no_room_for_is_named(capsys):
    assert gpu.main(["--seconds", "9", "--only", "memory", "peer"]) == 0
    out = capsys.readouterr().out
    assert "| memory | left out: it takes 10 s, 9 s are left |" in out
    assert "--peer CLONE" in out


def test_a_process_that_does_not_answer_in_time_is_no_answer():
    given = reference.ask(["descent"], "cpu", seconds=1)
    with pytest.raises(RuntimeError, match="cpu had not answered after 1 s"):
        reference.said(given, "descent")
