"""How an event of the page is wired: its queue, its error card, its job, and what programs see."""

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
from facestyle.ui.shared.session import Session

#: The queues, and how many events of each run at a time. Verification should wait neither for a minute of restyling nor
#: for a training; all share the engine's lock, which is passed on after every step. "inside" runs two, since a newer
#: look at a unit ends an older one. An event in "own" has a queue to itself.
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
    """Run a handler when something happens on the page.

    The handler gets the visitor's session, its `Run` if there is a `job`, and the inputs; it returns (or yields) a
    value for each output. The session is kept without its help: the page holds one, and each visit gets a copy. A
    `FacestyleError` becomes a message on the page and for programs, and a card in the area `error`, by an event named
    `{api_name}_problem`.

    Args:
        session: the page's session.
        trigger: such as `button.click`, or `event.then`.
        handler: a function or a generator; None if `js` does everything.
        inputs: the components whose values the handler gets; a mapping passes them by name.
        outputs: the components that get the handler's values; for a mapping the handler returns values by name, and a
            component that it leaves out does not change.
        api_name: the name of the event, for programs and in the page's own traffic.
        error: the result area that shows errors.
        queue: one of QUEUES; None runs the handler at once.
        public: whether the event is documented for programs.
        progress: the component that shows that the handler runs: True for all outputs, False for none.
        job: the session's job that a run belongs to. An event named `{api_name}_clicked` notes the press before the run
            waits in its queue, so that the run can be cancelled there.
        replaces: whether a run ends earlier runs of its job.
        waiting: returns the message for a visitor who has to wait for another visitor's run; empty if nobody has to.
        more: arguments for Gradio, such as `js` and `trigger_mode`.

    Returns:
        The event, for `.then`.
    """
    settings = {
        "api_name": api_name,
        "api_visibility": "public" if public else "private",
        **_place_in(queue),
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
        problem = f"{api_name}_problem"
        card = functools.partial(_problem_card, api_name)
        event.failure(card, session, error, api_name=problem, api_visibility="private", show_progress="hidden")
    return event


def _problem_card(event: str, session: Session | None) -> str:
    told = session.problems.pop(event, "") if session is not None else ""
    return shared_html.problem(told or words.UNEXPECTED)


def _place_in(queue: str | None) -> dict[str, Any]:
    if queue is None:
        return {"queue": False}
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
        """Note that a run was asked for, and say so if another visitor's run has to end first."""
        mine.job(job).ask(api_name)
        told = waiting() if waiting else ""
        return gr.HTML(shared_html.empty(told), visible=True) if told else gr.skip()

    area_of = [area] if area is not None else []
    wire(session, trigger, asked, [], area_of, f"{api_name}_clicked", progress=False)


def _guarded(
    handler: Callable[..., Any], outputs: Collection[Any], job: str, event: str, replaces: bool
) -> Callable[..., Any]:
    """A handler as Gradio calls it: it makes the session on first use, gets its run, and raises Gradio's errors."""

    def kept(values: Any, mine: Session) -> Any:
        if not outputs:
            return mine
        if isinstance(outputs, Mapping):
            assert values.keys() <= outputs.keys()
            return (*(values.get(name, gr.skip()) for name in outputs), mine)
        return (values, mine) if len(outputs) == 1 else (*values, mine)

    @contextmanager
    def ready(session: Session | None) -> Iterator[tuple[Any, ...]]:
        mine = session or Session()
        with _for_people(mine, event):
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
    """The signature that programs see."""
    signature = inspect.signature(handler)
    session, _run, *others = signature.parameters.values()
    return signature.replace(parameters=[session, *others])


@contextmanager
def _for_people(session: Session, event: str) -> Iterator[None]:
    """Turn our errors into a message on the page and a clean error for programs.

    The session keeps the sentence for the result area.
    """
    try:
        yield
    except FacestyleError as problem:
        session.problems[event] = problem.message
        # Gradio renders messages as HTML, and they name files and people.
        raise gr.Error(
            html.escape(problem.message, quote=False), title=words.PLEASE_CHECK, duration=12, print_exception=False
        ) from problem
