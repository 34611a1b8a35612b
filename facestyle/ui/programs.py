"""Five tools for programs, each complete in one call: over HTTP like every event, and over MCP if `mcp` is there.

They know nothing of a visit: what they answer depends on their arguments alone, and nothing is kept. Over MCP the page
offers these and none of its other events, which belong to a visit.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from facestyle import fields, images, outputs
from facestyle.errors import FacestyleError
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.verification import VerifyOptions
from facestyle.faces.verification import compare as compare_faces
from facestyle.style.instant.options import InstantOptions
from facestyle.style.options import StyleOptions
from facestyle.ui.inside import work as inside_work
from facestyle.ui.server.observed import observed
from facestyle.ui.server.stopping import STOPPING
from facestyle.ui.shared import words, work
from facestyle.ui.shared.inputs import as_given, as_path
from facestyle.ui.shared.samples import new_file
from facestyle.ui.shared.wiring import QUEUES
from facestyle.ui.verify.view import data as verdict

#: Steps and pixels of one call, which should not keep others waiting for minutes.
MOST_STEPS, MOST_PIXELS = 150, 384
PREFIX = "tool_"


def verify(photo_a: str, photo_b: str, encoder: str = DEFAULT_ENCODER) -> dict[str, Any]:
    """Decide whether two photographs show the same person: d, the threshold tau, the probability, and the verdict.

    A resemblance, not a proof of identity. The people shown have to consent.

    Parameters:
        photo_a: the first photograph, with a face in it.
        photo_b: the second photograph, with a face in it.
        encoder: the network: facenet-128, dlib, fused, vggface2 or casia-webface.
    Returns:
        same, distance (0 to 4, the same person up to threshold), probability, and the boxes of all faces.
    """
    started = time.perf_counter()
    options = VerifyOptions(encoder)
    pictures = [images.load(photo_a, name="photo_a"), images.load(photo_b, name="photo_b")]
    return verdict(compare_faces(pictures, work.encode(pictures, encoder), options, started))


def faces(photo: str) -> dict[str, Any]:
    """Find every face in a photograph, from left to right: box, five landmarks, quality, and what is wrong with it.

    Parameters:
        photo: the photograph.
    Returns:
        width and height of the picture, and for each face its box (left, top, right, bottom in pixels), landmarks,
        probability, quality (0 to 1) and flaws. No face is an empty list.
    """
    picture = images.load(photo, name="photo")
    [found] = work.encode([picture], DEFAULT_ENCODER)
    return {
        "width": picture.width,
        "height": picture.height,
        "faces": [
            {
                "box": list(one.face.box),
                "landmarks": [list(point) for point in one.face.landmarks],
                "probability": one.face.probability,
                "quality": one.quality,
                "flaws": list(one.flaws),
            }
            for one in found
        ],
    }


def instant(content: str, style: str, strength: float = 1.0) -> str:
    """Paint a picture in the manner of another within a second, in one pass of a network.

    Parameters:
        content: the picture that is painted.
        style: the painting whose strokes and colours it takes.
        strength: 0 for the manner of content itself, 1 for that of style.
    Returns:
        The painted picture, a PNG file.
    """
    made = work.paint(*_pair(content, style), InstantOptions(strength=strength))
    return _png(made.picture)


def stylize(content: str, style: str, steps: int = 60, size: int = 256) -> str:
    """Paint a picture in the manner of another by gradient descent on its pixels (Gatys et al.); takes up to a minute.

    Parameters:
        content: the picture that is painted.
        style: the painting whose strokes and colours it takes.
        steps: how often the picture is improved, 1 to 150; 60 shows the style well.
        size: long side of the painted picture, 64 to 384 pixels; twice the size takes four times as long.
    Returns:
        The painted picture, a PNG file.
    """
    chosen = StyleOptions(
        steps=int(fields.number("steps", steps, 1, MOST_STEPS)),
        size=int(fields.number("size", size, 64, MOST_PIXELS)),
        init="content",
    )
    for step in work.restyle(*_pair(content, style), chosen):
        STOPPING.check()
        last = step
    return _png(last.picture)


def compare_costs(content: str, style: str, generated: str) -> dict[str, dict[str, float]]:
    """Say how near a painted picture is to its content and to its style, by layer of VGG.

    Parameters:
        content: the picture that was painted, C.
        style: the painting whose manner it has, S.
        generated: the painted picture, G.
    Returns:
        By layer: content_cost of C and G, style_cost of S and G, and style_cost_c of S and C, to compare with.
    """
    [picture_c, [picture_s]], picture_g = _pair(content, style), images.load(generated, name="generated")
    return {
        one.layer: {"content_cost": one.content_cost, "style_cost": one.style_cost, "style_cost_c": one.style_cost_c}
        for one in inside_work.compare(picture_c, picture_s, picture_g)
    }


def _pair(content: str, style: str) -> tuple[images.Picture, list[images.Picture]]:
    return images.load(content, name="content"), [images.load(style, name="style")]


def _png(pixels: Any) -> str:
    path = new_file("painted.png")
    outputs.write_picture(pixels, path)
    return str(path)


def offer() -> None:
    """Add the tools to the page that is being built; nothing of them is shown."""
    with gr.Column(visible=False):
        button = gr.Button()
        photographs = [_picture(name) for name in ("photo_a", "photo_b", "photo")]
        content, style, generated = (_picture(name) for name in ("content", "style", "generated"))
        encoder = as_given(gr.Radio(list(ENCODERS), value=DEFAULT_ENCODER, label="encoder"))
        strength = as_given(gr.Number(1.0, label="strength"))
        steps, size = as_given(gr.Number(60, label="steps")), as_given(gr.Number(256, label="size"))
        answer, painted = gr.JSON(label="answer"), gr.Image(label="painted", type="filepath", format="png")
    wired: tuple[tuple[Callable[..., Any], Sequence[Any], Any, str], ...] = (
        (verify, [*photographs[:2], encoder], answer, "faces"),
        (faces, [photographs[2]], answer, "faces"),
        (instant, [content, style, strength], painted, "instant"),
        (stylize, [content, style, steps, size], painted, "style"),
        (compare_costs, [content, style, generated], answer, "inside"),
    )
    for tool, inputs, output, queue in wired:
        button.click(
            _told(tool),
            inputs,
            [output],
            api_name=f"{PREFIX}{tool.__name__}",
            concurrency_id=queue,
            concurrency_limit=QUEUES[queue],
        )


def _picture(name: str) -> gr.Image:
    return as_path(gr.Image(label=name, type="filepath", image_mode=None))


def _told(tool: Callable[..., Any]) -> Callable[..., Any]:
    """A tool whose errors say what was wrong and what to do."""

    @functools.wraps(tool)
    def run(*given: Any) -> Any:
        seen = None
        try:
            with observed(f"{PREFIX}{tool.__name__}") as seen:
                return tool(*given)
        except FacestyleError as problem:
            raise gr.Error(problem.message, print_exception=False) from problem
        except Exception as problem:
            raise gr.Error(words.REPORT.format(request=seen and seen.id), print_exception=False) from problem

    return run


def over_mcp() -> bool:
    """Whether the page can offer its tools over MCP: whether `pip install .[mcp]` was done."""
    return importlib.util.find_spec("mcp") is not None


def only_tools(blocks: gr.Blocks) -> None:
    """Let the running page offer these tools over MCP, and no other event."""
    server = blocks.mcp_server_obj
    if server is not None:
        ends = [one for one in server.tool_to_endpoint.values() if one.startswith(f"/{PREFIX}")]
        server.tool_to_endpoint = {one.removeprefix(f"/{PREFIX}"): one for one in ends}
        written = server.postprocess_output_data
        vars(server)["postprocess_output_data"] = lambda data, root: written([_as_json(one) for one in data], root)


def _as_json(answer: Any) -> Any:
    """An answer as a program reads it, where Gradio would write Python; files stay as they are."""
    return json.dumps(answer) if isinstance(answer, dict) and "path" not in answer else answer
