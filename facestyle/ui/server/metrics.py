"""Numbers for Prometheus: events, seconds, queues, the cache of encodings, visits and memory.

Labels come from our code alone: names of events and queues, codes of errors. None is a visitor's text.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator

import gradio as gr
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from facestyle.compute import memory
from facestyle.faces import cache

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
#: Outcomes of an event that are no error.
FINE = ("ok", "left")
#: Upper ends of the classes of seconds.
SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 900)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # process_resident_memory_bytes and its like, on Linux
REQUESTS = Counter(
    "facestyle_requests", "Events by outcome: ok, left, or an error.", ["event", "outcome"], registry=REGISTRY
)
ERRORS = Counter("facestyle_errors", "Errors by code; what nobody expected is unexpected.", ["code"], registry=REGISTRY)
DURATION = Histogram(
    "facestyle_request_seconds", "How long events took, without their time in a queue.", ["event"],
    buckets=SECONDS, registry=REGISTRY,
)  # fmt: skip


def count(event: str, outcome: str, seconds: float) -> None:
    """Count a run of an event."""
    REQUESTS.labels(event, outcome).inc()
    DURATION.labels(event).observe(seconds)
    if outcome not in FINE:
        ERRORS.labels(outcome).inc()


def refused(code: str) -> None:
    """Count a request that was refused before its event began."""
    ERRORS.labels(code).inc()


def exposed(page: gr.Blocks) -> bytes:
    """All numbers, in the text format of Prometheus."""
    return generate_latest(REGISTRY) + generate_latest(_Now(page))


def queues(page: gr.Blocks) -> dict[str, tuple[int, int]]:
    """How many events wait and run, by queue; those with a queue of their own together as `own`."""
    waiting, running = Tally[str](), Tally[str]()
    named = {fn.concurrency_id for fn in page.fns.values() if not fn.concurrency_id.isdigit()}
    for name, queue in list(page._queue.event_queue_per_concurrency_id.items()):
        label = name if name in named else "own"
        waiting[label] += len(queue.queue)
        running[label] += queue.current_concurrency
    return {name: (waiting[name], running[name]) for name in sorted(named | {"own"})}


class _Now(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, page: gr.Blocks) -> None:
        self._page = page

    def collect(self) -> Iterator[Metric]:
        """The numbers of now."""
        waits = GaugeMetricFamily("facestyle_queue_waiting", "Events that wait, by queue.", labels=["queue"])
        runs = GaugeMetricFamily("facestyle_queue_running", "Events that run, by queue.", labels=["queue"])
        for name, (waiting, running) in queues(self._page).items():
            waits.add_metric([name], waiting)
            runs.add_metric([name], running)
        yield from (waits, runs)
        encoded = CounterMetricFamily(
            "facestyle_pictures_encoded",
            "Pictures whose faces were asked for, by where they came from.",
            labels=["source"],
        )
        encoded.add_metric(["cache"], cache.TOTAL.hits)
        encoded.add_metric(["network"], cache.TOTAL.encoded)
        yield encoded
        visits = len(getattr(self._page.state_holder, "session_data", ()))
        yield GaugeMetricFamily("facestyle_visits", "Visits that are kept in memory.", value=visits)
        if (free := memory.host_available()) is not None:
            yield GaugeMetricFamily(
                "facestyle_memory_available_bytes", "What the machine or the container leaves.", value=free
            )
        if (gpu := memory.gpu()) is not None:
            yield GaugeMetricFamily("facestyle_gpu_memory_free_bytes", "Free memory of the GPU.", value=gpu[0])
            yield GaugeMetricFamily("facestyle_gpu_memory_bytes", "All memory of the GPU.", value=gpu[1])
