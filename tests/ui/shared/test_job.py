"""Jobs: what is asked for waits, runs and is cancelled, each run for itself."""

from __future__ import annotations

import copy
import pickle
import threading
import time

import pytest

from facestyle.ui import languages
from facestyle.ui.shared.job import Job
from facestyle.ui.shared.session import Session


@pytest.fixture
def job():
    return Job()


def test_a_run_that_nobody_cancels_goes_on(job):
    job.ask()
    with job.run() as run:
        assert not run.cancelled
    with job.run() as run:  # a program's, which does not ask first
        assert not run.cancelled


def test_a_cancel_holds_for_the_run_that_is_on_and_not_for_the_next(job):
    with job.run() as run:
        job.cancel()
        assert run.cancelled
    with job.run() as run:
        assert not run.cancelled


def test_a_cancel_pressed_while_a_run_waits_holds_for_it_and_not_for_the_next(job):
    job.ask()
    job.cancel()
    with job.run() as run:
        assert run.cancelled
    job.ask()
    with job.run() as run:
        assert not run.cancelled


def test_the_time_of_a_run_counts_from_when_it_begins_and_ends_that_run_alone(job, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    job.ask()
    clock[0] = 5000.0  # it waits
    with job.run() as run:
        clock[0] += 899
        assert (run.cancelled, run.time_over) == (False, "")
        clock[0] += 1
        assert run.cancelled
        assert "one run may take 15 min" in run.time_over
        with languages.using("zh"):
            assert "15 分钟" in run.time_over
    with job.run() as run:
        assert not run.cancelled


def test_a_run_that_the_visitor_cancels_is_not_said_to_be_out_of_time(job):
    with job.run() as run:
        job.cancel()
        assert (run.cancelled, run.out_of_time, run.time_over) == (True, False, "")


def test_what_is_asked_anew_after_a_cancel_runs(job):
    job.ask()
    job.cancel()
    job.ask()
    with job.run() as run:
        assert not run.cancelled


def test_of_two_events_that_wait_only_the_one_asked_before_the_cancel_ends(job):
    job.ask("stylize")
    job.cancel()
    job.ask("first_look")
    with job.run("stylize") as run:
        assert run.cancelled
    with job.run("first_look") as run:
        assert not run.cancelled


def test_one_cancel_ends_both_what_runs_and_what_waits(job):
    job.ask("stylize")
    with job.run("stylize") as first:
        job.ask("first_look")
        job.cancel()
        assert first.cancelled
    with job.run("first_look") as second:
        assert second.cancelled


def test_a_second_press_that_starts_nothing_does_not_end_the_next_run(job):
    job.ask()
    with job.run():
        job.ask()  # the page sends no second request while the first is on
        job.cancel()
    with job.run() as run:
        assert not run.cancelled


def test_only_the_last_of_those_that_replace_each_other_goes_on(job):
    with job.run("unit", replaces=True) as first:
        assert not first.cancelled
        with job.run("unit", replaces=True) as second:
            assert (first.cancelled, second.cancelled) == (True, False)
            with job.run("units", replaces=True) as third:
                assert (second.cancelled, third.cancelled) == (True, False)


def test_a_job_waits_from_the_asking_until_the_run_begins(job):
    assert not job.waiting
    job.ask()
    assert job.waiting
    with job.run():
        assert not job.waiting
        job.ask()
        assert not job.waiting
    assert not job.waiting


def test_a_run_is_over_when_its_handler_fails(job):
    with pytest.raises(ValueError, match="no"), job.run():
        raise ValueError("no")
    job.ask()
    assert job.waiting


def test_a_cancel_from_another_thread_is_seen(job):
    with job.run() as run:
        thread = threading.Thread(target=job.cancel)
        thread.start()
        thread.join()
        assert run.cancelled


def test_many_threads_ask_run_and_cancel_without_losing_count(job):
    seen = []

    def visit(number):
        for _ in range(200):
            job.ask(str(number))
            with job.run(str(number)) as run:
                seen.append(run.since)
                job.cancel()
                assert run.cancelled

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == len(seen) == 1600
    assert not job.waiting


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda session: pickle.loads(pickle.dumps(session))])
def test_a_copied_session_has_jobs_of_its_own(copied):
    session = Session()
    session.job("style").ask()
    other = copied(session)
    other.job("style").cancel()
    with session.job("style").run() as run, other.job("style").run() as its:
        assert (run.cancelled, its.cancelled) == (False, True)


def test_a_session_keeps_a_job_by_name_and_a_tab_s_state_by_type():
    session = Session()
    assert session.job("style") is session.job("style") is not session.job("train")

    class State:
        pass

    assert session.of(State) is session.of(State)
    assert session.of(State) is not Session().of(State)
