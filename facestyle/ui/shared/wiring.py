"""How an event of the page is wired: its queue, its error card, its job, and what programs see."""

from __future__ import annotations

import functools
import html
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

import gradio as gr

from facestyle.errors import FacestyleError, MissingInputError
from facestyle.ui import languages
from facestyle.ui.server import stopping
from facestyle.ui.server.observed import observed
from facestyle.ui.shared import html as shared_html
from facestyle.ui.shared import results, words
from facestyle.ui.shared.results import Outcome, Result
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.work import BeyondEffort, Effort, limited

#: The queues, and how many events of each run at a time. Verification should wait neither for a minute of restyling nor
#: for a training; all share the engine's lock, which is passed on after every step. "faces" answers questions about
#: photographs, and runs two, since finding a face keeps one core busy; "gallery" changes who is enrolled, one change
#: after the other. "inside" runs two, since a newer look at a unit ends an older one. A G in one pass waits for no
#: restyling. "kept" hands a browser the states of its gallery in their order. An event in "own" has a queue to itself.
QUEUES: dict[str, int | str] = {
    "faces": 2,
    "gallery": 1,
    "style": 1,
    "train": 1,
    "signals": 1,
    "inside": 2,
    "instant": 2,
    "kept": 1,
    "own": "default",
}

#: Given a file as Gradio tells the page of it.
_SAVE = """(file) => {
  const link = Object.assign(document.createElement("a"), { href: file.url, download: file.orig_name ?? "" });
  document.body.append(link);
  link.click();
  link.remove();
}"""


def wire(
    session: gr.State,
    trigger: Callable[..., Any],
    handler: Callable[..., Any] | None,
    inputs: Sequence[Any] | Mapping[str, Any],
    outputs: Sequence[Any] | Mapping[str, Any],
    api_name: str,
    *,
    error: gr.HTML | None = None,
    result: Result | None = None,
    shows: Result | None = None,
    changes: str = "",
    queue: str | None = None,
    public: bool = False,
    progress: gr.components.Component | bool = True,
    job: str = "",
    replaces: bool = False,
    waiting: Callable[[], str] | None = None,
    quiet: bool = False,
    **more: Any,
) -> Any:
    """Run a handler when something happens on the page.

    The handler gets the visitor's session, its `Run` if there is a `job`, and the inputs; it returns (or yields) a
    value for each output. The session is kept without its help: the page holds one, and each visit gets a copy. A
    `FacestyleError` becomes an error for programs, and on the page a card in the area `error`, by an event named
    `{api_name}_problem`; a message where there is no area.

    Args:
        session: the page's session.
        trigger: such as `button.click`, or `event.then`.
        handler: a function or a generator; None if `js` does everything.
        inputs: the components whose values the handler gets; a mapping passes them by name.
        outputs: the components that get the handler's values; for a mapping the handler returns values by name, and a
            component that it leaves out does not change.
        api_name: the name of the event, for programs and in the page's own traffic.
        error: the area that shows errors; without it that of the result, if there is one.
        result: the result that the event makes: what it paints there is stamped with what it was made from.
        shows: the result that the event shows in another way: what it paints there keeps the stamp of the last one.
        changes: the part of the visit that the event changes, such as the gallery; results made from it are old then.
        queue: one of QUEUES; None runs the handler at once.
        public: whether the event is documented for programs; of the page in another language than English none is.
        progress: the component that shows that the handler runs: True for all outputs, False for none.
        job: the session's job that a run belongs to. An event named `{api_name}_clicked` notes the press before the run
            waits in its queue, so that the run can be cancelled there.
        replaces: whether a run ends earlier runs of its job.
        waiting: returns the message for a visitor who has to wait for another visitor's run; empty if nobody has to.
        quiet: whether no message shows: nobody has pressed anything.
        more: arguments for Gradio, such as `js` and `trigger_mode`.

    Returns:
        The event, for `.then`.
    """
    settings = {
        "api_name": languages.event_name(api_name),
        "api_visibility": "public" if public and languages.current() == languages.ENGLISH else "private",
        **_place_in(queue),
        **({"show_progress_on": progress} if not isinstance(progress, bool) else {}),
        "show_progress": "full" if progress else "hidden",
        **more,
    }
    if handler is None:
        return trigger(None, [*inputs], [*outputs], **settings)
    error = result.area if result is not None and error is None else error
    if job and not replaces:
        _note_asking(session, trigger, api_name, job, error, waiting)
    # An error shows once: in its area, or where there is none as a message.
    told = quiet or error is not None
    outcome = Outcome(inputs, outputs, result, shows, changes)
    run = languages.speaking(_guarded(handler, outcome, job, api_name, replaces, told))
    named = dict(inputs) if isinstance(inputs, Mapping) else None
    shown = outputs.values() if isinstance(outputs, Mapping) else outputs
    event = trigger(
        run, [session, *(inputs if named is None else ())], [*shown, session], inputs_kwargs=named, **settings
    )
    if error is not None:
        problem = languages.event_name(f"{api_name}_problem")
        own = result if result is not None and error is result.area else None
        card = languages.speaking(functools.partial(_problem_card, api_name, own))
        event.failure(card, session, error, api_name=problem, api_visibility="private", show_progress="hidden")
    return event


def wire_download(session: gr.State, made: Any, file: gr.DownloadButton, api_name: str) -> None:
    """Let the browser save a file as soon as an event has made it: by its value, whatever the screen shows so far."""
    wire(session, made.success, None, [file], [], f"{api_name}_download", js=_SAVE)


def wire_again(
    session: gr.State,
    result: Result,
    handler: Callable[..., Any],
    inputs: Sequence[Any],
    outputs: Sequence[Any],
    api_name: str,
    queue: str,
) -> None:
    """Let the page make a result again by itself when it is old.

    What the visit holds is answered at once, outside of the queue; short work by networks that are awake, in the queue.
    For anything else the result stays old.

    Args:
        handler: it encodes by `work.encode` alone.
        api_name: the beginning of the names of the events.
    """
    button = gr.Button("", visible="hidden", elem_id=f"{result.name}-again")
    result.again = str(button.elem_id)
    nothing = gr.skip() if len(outputs) == 1 else tuple(gr.skip() for _ in outputs)

    def within(effort: Effort, mine: Session, values: Sequence[Any]) -> Any:
        try:
            with limited(effort):
                return handler(mine, *values)
        except (BeyondEffort, MissingInputError):  # a picture was taken away, to be replaced
            return nothing

    def at_once(mine: Session, *values: Any) -> Any:
        """Answer from what the visit holds."""
        return within("held", mine, values)

    def by_itself(mine: Session, *values: Any) -> Any:
        """Answer if the work is short, unless that is done."""
        stamp = result.stamp({one._id: value for one, value in zip(inputs, values, strict=True)}, mine)
        done = mine.made.get(result.name) == stamp
        return nothing if done else within("short", mine, values)

    more: dict[str, Any] = {"result": result, "progress": False, "quiet": True}
    first = wire(session, button.click, at_once, inputs, outputs, f"{api_name}_at_once", **more)
    second = wire(session, first.then, by_itself, inputs, outputs, f"{api_name}_again", queue=queue, **more)
    ended = f"() => window.facestyle?.ended({json.dumps(result.name)})"
    # `then` does not follow an error.
    for name, trigger in (("again", second.then), ("at_once_failed", first.failure), ("again_failed", second.failure)):
        wire(session, trigger, None, [], [], f"{api_name}_{name}_ended", js=ended)


def _problem_card(event: str, result: Result | None, session: Session | None) -> str:
    told, stamp = session.problems.pop(event, ("", "")) if session is not None else ("", "")
    card = shared_html.problem(told or words.UNEXPECTED)
    if not stamp or result is None or session is None:
        return card
    session.made[result.name] = stamp
    return results.stamped(card, stamp, session)


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
        return shared_html.underway(told) if told else gr.skip()

    area_of = [area] if area is not None else []
    wire(session, trigger, asked, [], area_of, f"{api_name}_clicked", progress=False)


def _guarded(
    handler: Callable[..., Any], outcome: Outcome, job: str, event: str, replaces: bool, quiet: bool
) -> Callable[..., Any]:
    """A handler as Gradio calls it: it makes the session on first use, gets its run, and raises Gradio's errors."""
    own = [*inspect.signature(handler).parameters][2 if job else 1 :]

    @contextmanager
    def ready(session: Session | None, inputs: Sequence[Any], named: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
        mine = (session or Session()).current
        # Gradio passes by position what the handler names in its signature, even of inputs that are given by name.
        stamp = outcome.stamp(mine, inputs, {**dict(zip(own, inputs, strict=False)), **named})
        with _for_people(mine, event, stamp, quiet):
            if job:
                with mine.job(job).run(event, replaces) as run:
                    yield (mine, run), stamp
            else:
                yield (mine,), stamp

    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def run(session: Session | None, *inputs: Any, **named: Any) -> Any:
            with ready(session, inputs, named) as (first, stamp), closing(handler(*first, *inputs, **named)) as steps:
                for values in stopping.told(steps):
                    yield outcome.of(values, first[0], stamp)

    else:

        @functools.wraps(handler)
        def run(session: Session | None, *inputs: Any, **named: Any) -> Any:
            with ready(session, inputs, named) as (first, stamp):
                values = handler(*first, *inputs, **named)
                outcome.changed(first[0], values)
                return outcome.of(values, first[0], stamp)

    if job:
        vars(run)["__signature__"] = _without_run(handler)
    return run


def _without_run(handler: Callable[..., Any]) -> inspect.Signature:
    """The signature that programs see."""
    signature = inspect.signature(handler)
    session, _run, *others = signature.parameters.values()
    return signature.replace(parameters=[session, *others])


@contextmanager
def _for_people(session: Session, event: str, stamp: str, quiet: bool) -> Iterator[None]:
    """Turn errors into a message on the page, unless it is quiet, and a clean error for programs.

    Of an error that nobody expected they learn the id of the request alone.

    The session keeps the sentence for the result area.
    """
    seen = None
    try:
        with observed(event) as seen:
            yield
    except gr.Error:
        raise
    except Exception as problem:
        if isinstance(problem, FacestyleError):
            told = languages.said(problem.message)
        else:
            told = words.REPORT.format(request=seen and seen.id)
        session.problems[event] = told, stamp
        # Gradio renders messages as HTML, and they name files and people.
        raise gr.Error(
            html.escape(told, quote=False),
            title=words.PLEASE_CHECK,
            duration=12,
            visible=not quiet,
            print_exception=False,
        ) from problem
