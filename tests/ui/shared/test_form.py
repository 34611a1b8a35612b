"""A form's widgets are its options', and a handler's parameters too; adding an option takes its field and its place."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any, Literal

import gradio as gr
import pytest
from gradio.utils import get_function_description

from facestyle import fields
from facestyle.cli.from_options import from_options
from facestyle.errors import OptionError
from facestyle.style.options import StyleOptions
from facestyle.ui.shared.form import Form, like, taking
from facestyle.ui.shared.wiring import wire
from facestyle.ui.style import request, words

Tone = Literal["warm", "cold"]


@dataclasses.dataclass(frozen=True)
class Paint:
    size: int = fields.option(3, 1, 9, help="How large. Small is quick.")
    weight: float = fields.option(0.5, 0.0, 1.0, help="How much.")
    seed: int = fields.option(7, 0, 2**31 - 1, help="Number of the noise.")
    tone: Tone = fields.option("warm", help="Which tone.")
    varnish: bool = fields.option(True, help="Whether it shines.")
    layer: str = fields.option("relu1_1", help="Where.")
    title: str = fields.option("", help="What it is called.")

    def __post_init__(self) -> None:
        fields.check(self)


PAINT = fields.of(Paint)


@pytest.fixture
def form():
    with gr.Blocks():
        yield Form(PAINT, "paint", {"size": "Size of it"}, {"layer": [("shallow", "relu1_1"), ("deep", "relu5_1")]})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("size", gr.Slider), ("weight", gr.Slider), ("seed", gr.Number), ("tone", gr.Radio), ("varnish", gr.Checkbox),
        ("layer", gr.Dropdown), ("title", gr.Textbox),
    ],
)  # fmt: skip
def test_the_kind_of_a_widget_is_that_of_its_option(form, name, kind):
    made = form.widget(name)
    one = fields.declared(Paint)[name]
    assert type(made) is kind
    assert (made.value, made.info, made.elem_id) == (one.default, one.help, f"paint-{name}")
    if kind is gr.Slider:
        assert (made.minimum, made.maximum) == (one.low, one.high)
    if kind is gr.Radio:
        assert [value for _, value in made.choices] == list(one.choices)


def test_labels_are_the_tab_s_and_choices_and_infos_may_be(form):
    assert form.widget("size").label == "Size of it"
    assert form.widget("weight").label == "Weight"
    assert form.widget("layer").choices == [("shallow", "relu1_1"), ("deep", "relu5_1")]
    with gr.Blocks():
        bare = Form(PAINT, "paint", {}, infos={"size": "How big."}, helped=False)
        assert [bare.widget(name).info for name in ("size", "weight")] == ["How big.", None]
        assert bare.widget("seed", info="Any.").info == "Any."


def test_what_the_tab_says_of_a_widget_counts(form):
    made = form.widget("size", step=2, maximum=5, elem_id="here")
    assert (made.step, made.maximum, made.elem_id) == (2, 5, "here")


def test_inputs_are_in_the_order_of_the_options_wherever_they_stand(form):
    for name in ("tone", "weight", "size"):
        form.widget(name)
    assert list(form.inputs()) == ["size", "weight", "tone"]
    assert list(form.inputs("tone", "size")) == ["tone", "size"]
    with pytest.raises(KeyError):
        form.widget("colour")


@taking(*PAINT)
def paint(_session: Any, picture: str, **given: Any) -> tuple[str, dict[str, Any]]:
    """Paint a picture.

    Parameters:
        picture: the picture.
    Returns:
        What was painted.
    """
    return picture, dataclasses.asdict(Paint(**given))


def test_a_handler_s_signature_and_words_come_from_the_options():
    parameters = inspect.signature(paint).parameters
    assert list(parameters) == ["_session", "picture", *(one.name for one in PAINT)]
    assert all(parameters[one.name].default == one.default for one in PAINT)
    assert all(parameters[one.name].annotation is one.kind for one in PAINT)
    what, told, returns = get_function_description(paint)
    assert (what, returns) == ("Paint a picture.", ["What was painted."])
    assert told["picture"] == "the picture."
    assert told["size"] == "How large, 1 to 9. Small is quick."
    assert told["tone"] == "Which tone: warm or cold."

    @like(paint)
    def look(_session: Any, **given: Any) -> Any:
        """Look first."""

    shown = {name: (one.default, one.annotation) for name, one in inspect.signature(look).parameters.items()}
    assert shown == {name: (one.default, one.annotation) for name, one in parameters.items()}
    assert get_function_description(look)[1] == told
    assert get_function_description(look)[0] == "Look first."


def test_a_handler_gets_the_widgets_by_name_and_gives_values_by_name():
    with gr.Blocks() as page:
        session = gr.State(None)
        form = Form(PAINT, "paint", {})
        button, first, second = gr.Button(), gr.Textbox(label="first"), gr.Textbox(label="second")
        for name in ("tone", "size"):
            form.widget(name)

        @taking(*PAINT)
        def handler(_session: Any, **given: Any) -> dict[str, Any]:
            """Paint."""
            return {"second": f"{given['size']} {given['tone']} {Paint(**given).weight}"}

        outputs = {"first": first, "second": second}
        wire(session, button.click, handler, form.inputs(), outputs, "paint", public=True)
    described = page.get_api_info()["named_endpoints"]["/paint"]
    assert [one["parameter_name"] for one in described["parameters"]] == ["size", "tone"]
    [event] = [one for one in page.fns.values() if one.api_name == "paint"]
    left, told, _ = event.fn(None, size=4, tone="cold")
    assert (left, told) == (gr.skip(), "4 cold 0.5")


def test_adding_a_style_option_takes_its_field_and_its_place():
    """Its field is here; what acts on it would read `options.glow`; its place is the one line with `widget`."""

    @dataclasses.dataclass(frozen=True)
    class Glowing(StyleOptions):
        glow: float = fields.option(0.25, 0.0, 2.0, help="How much G glows. More is brighter.")

    [glow] = fields.of(Glowing, "glow")
    with pytest.raises(OptionError, match="glow is 3; give a number from 0 to 2"):
        Glowing(glow=3)

    @from_options(Glowing)
    def command(**given: Any) -> None:
        """Restyle."""

    assert inspect.signature(command).parameters["glow"].default == 0.25

    with gr.Blocks() as page:
        session, button = gr.State(None), gr.Button()
        form = Form([*request.OPTIONS, glow], "style", words.LABELS)
        form.widget("beta")
        form.widget("glow")

        @taking(*request.OPTIONS, glow)
        def stylize(_session: Any, **given: Any) -> None:
            """Restyle."""

        wire(session, button.click, stylize, form.inputs(), [], "stylize", public=True)
    slider = form.widgets["glow"]
    assert (slider.minimum, slider.maximum, slider.value, slider.label) == (0.0, 2.0, 0.25, "Glow")
    assert slider.info == "How much G glows. More is brighter."
    parameters = page.get_api_info()["named_endpoints"]["/stylize"]["parameters"]
    assert [(one["parameter_name"], one["parameter_default"]) for one in parameters] == [("beta", 10.0), ("glow", 0.25)]
    assert get_function_description(stylize)[1]["glow"] == "How much G glows, 0 to 2. More is brighter."


def test_every_style_option_has_its_place_on_the_page(page):
    described = {one["parameter_name"]: one for one in page.get_api_info()["named_endpoints"]["/stylize"]["parameters"]}
    placed = {getattr(block, "elem_id", None): block for block in page.blocks.values()}
    for one in request.OPTIONS:
        assert described[one.name]["parameter_default"] == one.default
        widget = placed[f"style-{one.name.replace('_', '-')}"]
        assert widget.value == one.default
        if isinstance(widget, gr.Slider):
            assert (widget.minimum, widget.maximum) == (one.low, one.high)


def test_the_page_s_names_and_the_options_hold_the_same():
    options = StyleOptions(beta=3, style_layers=("relu1_1", "relu3_1"), layer_weights=(0.4, 0.6), seed=5)
    values = request.values(options)
    assert list(values) == [one.name for one in request.OPTIONS]
    assert [values[f"lambda_{number}"] for number in range(1, 6)] == [0.4, 0.0, 0.6, 0.0, 0.0]
    assert (values["beta"], values["seed"]) == (3.0, 5)
