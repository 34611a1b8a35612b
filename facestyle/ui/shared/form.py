"""Widgets and API parameters made from options: a tab places the widgets, a handler takes the values.

The place of a widget is the tab's, its label the tab's words'; its kind, range, default and help are the option's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter
from typing import Any, TypeVar

import gradio as gr

from facestyle.fields import Option
from facestyle.ui.shared.inputs import as_given

Handler = TypeVar("Handler", bound=Callable[..., Any])
Choices = list[tuple[str, Any]]
#: A longer range does not fit on a slider: the number is typed.
LONGEST_SLIDER = 10_000


class Form:
    """The widgets of some options.

    Attributes:
        widgets: the widgets placed so far, by the name of their option.
    """

    def __init__(
        self,
        options: Iterable[Option],
        tab: str,
        labels: Mapping[str, str],
        choices: Mapping[str, Choices] | None = None,
        infos: Mapping[str, str | None] | None = None,
        helped: bool = True,
    ) -> None:
        """Begin a form without widgets.

        Args:
            options: the options that it can place.
            tab: the beginning of the elem_id of each widget.
            labels: by option; an option without one is labelled with its name.
            choices: labels and values by option; without them the option's own choices are shown.
            infos: by option, instead of its help; None for no text.
            helped: whether a widget shows the help of its option.
        """
        self._options = {one.name: one for one in options}
        self._tab, self._labels, self._choices = tab, labels, choices or {}
        self._infos, self._helped = infos or {}, helped
        self.widgets: dict[str, gr.components.Component] = {}

    def widget(self, name: str, **more: Any) -> Any:
        """Place the widget of an option: a slider, a number, a choice, a box to tick or a text.

        Args:
            name: the name of the option.
            more: arguments for Gradio, such as a slider's `step`.
        """
        one = self._options[name]
        told = {
            "value": one.default,
            "label": self._labels.get(name, name.replace("_", " ").capitalize()),
            "info": self._infos.get(name, one.help if self._helped else None),
            "elem_id": f"{self._tab}-{name.replace('_', '-')}",
        }
        made = as_given(self._made(one, told | more))
        self.widgets[name] = made
        return made

    def _made(self, one: Option, told: dict[str, Any]) -> gr.components.Component:
        offered = self._choices.get(one.name)
        if one.choices or (offered and one.kind is not str):
            return gr.Radio(offered or list(one.choices), **told)
        if one.kind is bool:
            return gr.Checkbox(**told)
        if one.kind is str:
            return gr.Dropdown(offered, allow_custom_value=True, **told) if offered else gr.Textbox(**told)
        if one.high - one.low > LONGEST_SLIDER:
            return gr.Number(precision=0 if one.kind is int else None, **told)
        limits = {"minimum": one.low, "maximum": one.high, "step": 1 if one.kind is int else 0.1, "min_width": 120}
        return gr.Slider(**limits | told)

    def inputs(self, *names: str) -> dict[str, Any]:
        """Widgets by option, for `wire`: these in this order, or all in the order of the options."""
        return {name: self.widgets[name] for name in names or self._options if name in self.widgets}


def taking(*options: Option) -> Callable[[Handler], Handler]:
    """Show programs the options that a handler takes as `**given`: in its signature and under its Parameters."""

    def put(handler: Handler) -> Handler:
        signature = inspect.signature(handler)
        *own, _given = signature.parameters.values()
        shown = [
            Parameter(one.name, Parameter.KEYWORD_ONLY, default=one.default, annotation=one.kind) for one in options
        ]
        handler.__dict__["__signature__"] = signature.replace(parameters=[*own, *shown])
        lines = "".join(f"    {one.name}: {one.told}\n" for one in options)
        what, returns, results = f"{inspect.getdoc(handler)}\n".partition("Returns:\n")
        head = what if "Parameters:\n" in what else f"{what.rstrip()}\n\nParameters:\n"
        handler.__doc__ = f"{head}{lines}{returns}{results}"
        return handler

    return put


def like(other: Callable[..., Any]) -> Callable[[Handler], Handler]:
    """Show programs that a handler with `**given` has the parameters of another one, after those that both share."""

    def put(handler: Handler) -> Handler:
        *own, _given = inspect.signature(handler).parameters.values()
        named = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in inspect.signature(other).parameters.values()]
        handler.__dict__["__signature__"] = inspect.Signature([*own, *named[len(own) :]])
        parameters = f"{other.__doc__}".partition("Parameters:\n")[2]
        handler.__doc__ = f"{inspect.getdoc(handler)}\n\nParameters:\n{parameters}"
        return handler

    return put
