"""How an event of the page is wired: its queue, its error card, its job, and what programs see of it."""

from __future__ import annotations

import functools
import html
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

import gradio as gr

from facestyle.errors import FacestyleError
from facestyle.ui.shared import html as shared_html
from facestyle.ui.shared import words
from facestyle.ui.shared.session import Session, with_samples

#: The queues, and how many events of each run at a time. Verification should not wait for a minute of restyling, nor
#: for a training; all share the engine's lock, which is passed on after every step. Two units may be looked at, since a
#: newer look ends an older one. Events of no queue here have one of their own.
QUEUES: dict[str, int | str] = {"faces": 1, "style": 1, "train": 1, "signals": 1, "inside": 2, "own": "default"}


def wire(
    session: gr.State,
    trigger: Callable[..., Any],
    handler: Callable[..., Any] | None,
    inputs: Sequence[Any] | Mapping[str, Any],
    outputs: Sequence[Any] | Mapping[str, Any],
    api_name: str,
    *,
    error: gr.HTML | None = None,
    queue: str | None = None,
    public: bool = False,
    progress: gr.components.Component | bool = True,
    job: str = "",
    replaces: bool = False,
    waiting: Callable[[], str] | None = None,
    **more: Any,
) -> Any:
    """Let a handler run when something happens.

    The handler gets the visitor's session, with a `job` the run of it, and the inputs; it returns (or yields) a value
    for each output. The session is kept by itself. A `FacestyleError` becomes a message on the page and for programs,
    and a card in the area `error`, by an event named `{api_name}_problem`.

    Args:
        session: the page's session.
        trigger: such as `button.click`, or `event.then`.
        handler: a function or a generator; None where `js` does it all.
        inputs: the components whose values the handler gets; a mapping hands them over by name.
        outputs: the components that it gives values to; for a mapping it returns values by name, and what it leaves
            out stays as it is.
        api_name: of the event, for programs and in the page's own traffic.
        error: the result area that shows what went wrong.
        queue: one of QUEUES; None answers at once.
        public: whether the event is documented for programs.
        progress: the component that shows that something runs: True for all outputs, False for none.
        job: the session's job that a run belongs to. A press is noted before the run waits in its queue, by an event
            named `{api_name}_clicked`, so that it can be cancelled there.
        replaces: whether a run ends earlier ones of its job.
        waiting: returns what a visitor reads who has to wait for another one's run; nothing where nobody has to.
        more: for Gradio, such as `js` and `trigger_mode`.

    Returns:
        The event, for `.then`.
    """
    settings = {
        "api_name": api_name,
        "api_visibility": "public" if public else "private",
        **({"queue": False} if queue is None else _place_in(queue)),
        **({"show_progress_on": progress} if not isinstance(progress, bool) else {}),
        "show_progress": "full" if progress else "hidden",
        **more,
    }
    if handler is None:
        return trigger(None, [*inputs], [*outputs], **settings)
    if job and not replaces:
        _note_asking(session, trigger, api_name, job, error, waiting)
    run = _guarded(handler, outputs, job, api_name, replaces)
    named = dict(inputs) if isinstance(inputs, Mapping) else None
    shown = outputs.values() if isinstance(outputs, Mapping) else outputs
    event = trigger(
        run, [session, *(inputs if named is None else ())], [*shown, session], inputs_kwargs=named, **settings
    )
    if error is not None:
        show_problem(event, session, error, f"{api_name}_problem")
    return event


def _place_in(queue: str) -> dict[str, Any]:
    return {"concurrency_id": None if queue == "own" else queue, "concurrency_limit": QUEUES[queue]}


def _note_asking(
    session: gr.State,
    trigger: Callable[..., Any],
    api_name: str,
    job: str,
    area: gr.HTML | None,
    waiting: Callable[[], str] | None,
) -> None:
    def asked(mine: Session) -> Any:
        """Note that a run was asked for, and say so where another visitor's has to end first."""
        mine.job(job).ask(api_name)
        told = waiting() if waiting else ""
        return gr.HTML(shared_html.empty(told), visible=True) if told else gr.skip()

    area_of = [area] if area is not None else []
    wire(session, trigger, asked, [], area_of, f"{api_name}_clicked", progress=False)


def _guarded(
    handler: Callable[..., Any], outputs: Collection[Any], job: str, event: str, replaces: bool
) -> Callable[..., Any]:
    """A handler as Gradio calls it: with the session that may not be there yet, and its job; without our errors."""

    def kept(values: Any, mine: Session) -> Any:
        if not outputs:
            return mine
        if isinstance(outputs, Mapping):
            assert values.keys() <= outputs.keys()
            return (*(values.get(name, gr.skip()) for name in outputs), mine)
        return (values, mine) if len(outputs) == 1 else (*values, mine)

    @contextmanager
    def ready(session: Session | None) -> Iterator[tuple[Any, ...]]:
        mine = session or with_samples()
        with _for_people(mine):
            if job:
                with mine.job(job).run(event, replaces) as run:
                    yield mine, run
            else:
                yield (mine,)

    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def run(session: Session | None, *inputs: Any, **named: Any) -> Any:
            with ready(session) as first, closing(handler(*first, *inputs, **named)) as steps:
                for values in steps:
                    yield kept(values, first[0])

    else:

        @functools.wraps(handler)
        def run(session: Session | None, *inputs: Any, **named: Any) -> Any:
            with ready(session) as first:
                return kept(handler(*first, *inputs, **named), first[0])

    if job:
        vars(run)["__signature__"] = _without_run(handler)
    return run


def _without_run(handler: Callable[..., Any]) -> inspect.Signature:
    """The signature that programs see: the run is ours."""
    signature = inspect.signature(handler)
    session, _run, *others = signature.parameters.values()
    return signature.replace(parameters=[session, *others])


@contextmanager
def _for_people(session: Session | None) -> Iterator[None]:
    """Turn what a user can put right into a message on the page and a clean error for API clients.

    The sentence is kept in the session for the result area.
    """
    try:
        yield
    except FacestyleError as problem:
        if session is not None:
            session.problem = problem.message
        # Gradio renders messages as HTML, and they name files and people.
        raise gr.Error(
            html.escape(problem.message, quote=False), title=words.PLEASE_CHECK, duration=12, print_exception=False
        ) from problem


def problem_card(session: Session | None) -> str:
    """The error state of a result area."""
    sentence = session.problem if session is not None and session.problem else words.UNEXPECTED
    return shared_html.problem(sentence)


def show_problem(event: Any, session: gr.State, area: gr.HTML, api_name: str) -> None:
    """Put the last error into a result area whenever `event` fails."""
    event.failure(problem_card, session, area, api_name=api_name, api_visibility="private", show_progress="hidden")
