"""The words of the tab Inside the network."""

from __future__ import annotations

from facestyle.inside.top_patches import TOP
from facestyle.inside.units import Scan
from facestyle.inside.visualise import VisualiseStep
from facestyle.ui import languages

TAB = "Inside the network"
INTRO = (
    "**What does a network look for?** Each layer has units, and each unit fires where a picture shows its own small "
    "pattern. Here are units of one layer, each with the nine patches of the pictures that make it fire most: what "
    "they have in common is what the unit looks for. Shallow layers find edges and colours, deep ones parts of things."
)
NETWORK, LAYER, SET = "Network", "Layer, shallow to deep", "Pictures"
NETWORK_CHOICES = [("VGG-16, trained on things", "vgg16"), ("the face encoder", "facenet-128")]
SET_CHOICES = [("the styles and sample pictures", "samples"), ("my pictures", "mine")]
LOOK = "Look inside"
LOOKING = "Showing {total} pictures to every unit of {layer} … {done} done"
TOO_MANY = "{files} pictures are more than {most}; use the command line for more."
EMPTY = "Nine units of the layer appear here, each with its nine patches. Press Look inside."
WALL, WALL_UNIT, UNIT_OF = "Nine units: click one", "unit {unit}", "Unit {unit} of {layer}"

MORE = "More: pictures of your own, a unit by its number, the picture to look at"
FILES = "Pictures of your own, up to 200"
UNIT, UNIT_INFO, SHOW_UNIT = "Unit", "From 0.", "Show this unit"
PICTURE = "Where a unit fires is shown in this picture"
UNIT_EMPTY = (
    "Click one of the nine units above: its patches with their activations, a picture that the unit asks for, and "
    "where it fires in one picture."
)
NO_UNIT = "No unit was chosen; click one, or give its number."
NO_PICTURES = "No picture of yours is here yet; drop some below, or choose the sample pictures."
#: How errors name it.
THE_PICTURE = "the picture"

PATCHES, PATCH = "What made it fire most", "Patch {rank} of {name}"
PATCHES_MEAN = (
    "The nine places, of nine different pictures, where this unit fired most, cut out exactly as large as what it can "
    "see. The number is its activation: 0 is silent. Grey lies beyond the border of the picture."
)
NO_PATCHES = "Its patches"
SILENT = "None of these pictures makes this unit fire."
ASKS = "What it asks for"
ASKS_MEAN = (
    "Nobody painted this. It began as noise, and each step changed its pixels so that the unit fires more. Compare it "
    "with the patches."
)
FORMING, EXCITES = "Forming from noise …", "A picture that excites the unit, after step {step}"
WHERE, WHERE_IN_ONE = "Where it fires", "Where it fires in one picture"
WHERE_SHOWN = "Where the unit fires"
WHERE_MEAN = (
    "In colour where the unit fires, grey where it is silent. The frame is what it saw where it fired most. Another "
    "picture can be chosen under More. There its activation is {strongest:.3g}."
)
NOWHERE = "Nowhere in one picture: it is silent there."
SAW, SAW_CAPTION = "What it saw", "what it saw"
GRADIENT, GRADIENT_CAPTION = "The gradient there", "its gradient"
GRADIENT_MEAN = (
    "The gradient of that strongest activation to the pixels in the frame: grey pixels don't matter, coloured ones do."
)

COMPARE_INTRO = (
    "**What the costs compare.** Restyling makes G like C in its *features* (place by place) and like S in its *Gram "
    "matrices* (which channels fire together, wherever). Here are both as pictures. Leave G empty, and a quick one is "
    "made of C and S."
)
CONTENT, STYLE, GENERATED = "Content C", "Style S", "G, if you have one"
#: How errors name them.
THE_CONTENT, THE_STYLE, THE_GENERATED = "The content picture C", "The style picture S", "The picture G"
COMPARE = "Compare layers"
COMPARE_EMPTY = "Features and Gram matrices appear here, layer by layer. Press Compare layers."
G_GIVEN = "G is the picture that was given."
MAKING_G = "Making a quick G of C and S, {steps} steps …"
G_MADE = "G was made here of C and S: {steps} steps from C, at {size} pixels."
FEATURES, GRAM = "Features of {picture} at {layer}", "Gram matrix of {picture} at {layer}"
C_ITSELF = "C itself: {cost:.3g}"
COMPARE_HEADS = (
    "layer",
    "features of C",
    "features of G",
    "J content, C and G",
    "Gram of S",
    "Gram of G",
    "J style, S and G",
)
FEATURES_MEAN = (
    "Features: the many channels of a layer reduced to three colours, the same for C and G. Where C and G have the "
    "same colours in the same places, the content is kept: J content is 0 where both are equal."
)
GRAMS_MEAN = (
    "Gram matrices: a row and a column for each of the 48 channels that are strongest in S; a bright spot says that "
    "both channels fire in the same places. The nearer the pattern of G is to that of S, the lower is J style. 0 is "
    "the same; the small number is where a G that is C itself stands."
)


def summary(scan: Scan, layer: str) -> str:
    """What was looked at, and what could not be."""
    found = scan.found[layer].layer
    height, width = found.field.size
    parts = [
        f"{scan.options.network}, layer {layer}: 9 of its {found.units} units, from {scan.usable} pictures. Each unit "
        f"sees {width} x {height} pixels of a picture at a time."
    ]
    if scan.usable < TOP:
        parts.append(f"With {scan.usable} pictures there are at most {scan.usable} patches a unit: one a picture.")
    if scan.repeated:
        parts.append(f"{scan.repeated} were there twice and count once.")
    if scan.unusable:
        parts.append(f"{len(scan.unusable)} could not be used: {scan.unusable[0][1]}")
    return " ".join(parts)


def patches_mean(found: int, beyond: int) -> str:
    """What the patches are."""
    fewer = f" Only {found} of the pictures make it fire." if found < TOP else ""
    return PATCHES_MEAN + fewer + (f" {beyond} of them reach beyond a border." if beyond else "")


def fires(step: VisualiseStep, best: float | None) -> str:
    """How strongly a unit fires at the picture that is formed for it."""
    against = "" if best is None else f"; the best patch reached {best:.3g}"
    steps = "" if step.iteration == step.steps else f" Step {step.iteration} of {step.steps}."
    return f"It fires with {step.activation:.3g} at this picture{against}.{steps}"


languages.translate(__name__)
