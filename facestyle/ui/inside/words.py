"""The words of the tab Inside the network."""

from __future__ import annotations

from facestyle.inside.top_patches import TOP
from facestyle.inside.units import Scan
from facestyle.inside.visualise import VisualiseStep
from facestyle.ui import languages
from facestyle.ui.shared.words import counted

TAB = "Inside the network"
INTRO = (
    "**What does a network look for?** Each layer has units, and each unit fires where a picture shows its own small "
    "pattern. These are units of one layer, each with the nine patches that make it fire most: the unit looks for what "
    "they have in common. Shallow layers find edges and colours, deep layers find parts of things."
)
NETWORK, LAYER, SET = "Network", "Layer, shallow to deep", "Pictures"
NETWORK_CHOICES = [("VGG-16, trained on objects", "vgg16"), ("the face encoder", "facenet-128")]
UNITS_TAB, COSTS_TAB = "Units", "What the costs compare"
SHIPPED = "{network}, layer {layer}: 9 of its {units} units, from {pictures} pictures."
SET_CHOICES = [("our pictures", "samples"), ("my pictures", "mine")]
LOOK = "Look inside"
LOOKING = "Showing {total} pictures to every unit of {layer} … {done} done"
TOO_MANY = "{files} pictures are more than {most}; use the command line for more."
EMPTY = "Nine units of the layer appear here, each with its nine patches. Press Look inside."
WALL, WALL_UNIT, UNIT_OF = "Nine units: click one", "unit {unit}", "Unit {unit} of {layer}"

MORE = "More: your own pictures, a unit by its number, the picture to look at"
FILES = "Your own pictures, up to 200"
UNIT, UNIT_INFO, SHOW_UNIT = "Unit", "From 0.", "Show this unit"
PICTURE = "The picture in which a unit fires"
UNIT_EMPTY = (
    "Click one of the nine units. You see its patches with their activations, a picture that the unit asks for, "
    "and where it fires in one picture."
)
NO_UNIT = "No unit was chosen; click a unit, or give its number."
NO_PICTURES = "There are no pictures of yours yet; drop some under More, or choose 'our pictures'."
#: Its name in errors.
THE_PICTURE = "the picture"

PATCHES, PATCH = "What makes it fire most", "Patch {rank} of {name}"
PATCHES_MEAN = (
    "The places in nine different pictures where this unit fires most, each exactly as large as what the unit sees. "
    "The number is its activation: 0 is silent. Grey lies beyond the border of the picture."
)
NO_PATCHES = "Its patches"
SILENT = "None of these pictures makes this unit fire."
ASKS = "What it asks for"
ASKS_MEAN = (
    "Nobody painted this. It begins as noise, and each step changes its pixels so that the unit fires more. Compare it "
    "with the patches."
)
FORMING, EXCITES = "Forming from noise …", "A picture that excites the unit, after step {step}"
WHERE, WHERE_IN_ONE = "Where it fires", "Where it fires in one picture"
WHERE_SHOWN = "Where the unit fires"
WHERE_MEAN = (
    "The picture is in colour where the unit fires and grey where it is silent. The frame is what the unit sees where "
    "it fires most, with an activation of {strongest:.3g}. Choose another picture under More."
)
NOWHERE = "Nowhere in this picture."
SAW, SAW_CAPTION = "What it sees", "what it sees"
GRADIENT, GRADIENT_CAPTION = "The gradient there", "its gradient"
GRADIENT_MEAN = (
    "The gradient of this strongest activation by the pixels in the frame: grey pixels do not matter, coloured ones do."
)

COMPARE_INTRO = (
    "**What the costs compare.** Restyling makes G like C in its *features* (place by place) and like S in its *Gram "
    "matrices* (which channels fire together, in any place). These are both as pictures. Without a G of yours, a quick "
    "one is made of C and S."
)
CONTENT, STYLE, GENERATED = "Content C", "Style S", "Your own G"
#: Their names in errors.
THE_CONTENT, THE_STYLE, THE_GENERATED = "The content picture C", "The style picture S", "The picture G"
COMPARE = "Compare layers"
COMPARE_EMPTY = "Features and Gram matrices appear here, layer by layer. Press Compare layers."
G_GIVEN = "G is your own picture."
MAKING_G = "Making a quick G of C and S, {steps} steps …"
G_MADE = "G was made of C and S: {steps} steps from C, at {size} pixels."
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
    "Features: the many channels of a layer reduced to three colours, the same for C and G. The content is kept where "
    "C and G have the same colours in the same places: J content is 0 if all are equal."
)
GRAMS_MEAN = (
    "Gram matrices: a row and a column for each of the 48 channels that are strongest in S; a bright spot means that "
    "both channels fire in the same places. J style is lower the nearer the pattern of G is to that of S, and 0 if "
    "both are equal; the small number is J style of C itself."
)


def summary(scan: Scan, layer: str) -> str:
    """Which units of which pictures are shown, and which pictures are not."""
    found = scan.found[layer].layer
    height, width = found.field.size
    parts = [
        f"{scan.options.network}, layer {layer}: 9 of its {found.units} units, from {scan.usable} pictures. Each unit "
        f"sees {width} x {height} pixels of a picture at a time."
    ]
    if scan.usable < TOP:
        parts.append(f"With {scan.usable} pictures there are at most {scan.usable} patches a unit: one a picture.")
    if scan.repeated:
        parts.append(f"{counted(scan.repeated, 'repeated picture')} left out.")
    if scan.unusable:
        parts.append(
            f"{counted(len(scan.unusable), 'picture')} could not be used: {languages.said(scan.unusable[0][1])}"
        )
    return " ".join(parts)


def patches_mean(found: int, beyond: int) -> str:
    """An explanation of the patches."""
    fewer = f" Only {found} of the pictures make it fire." if found < TOP else ""
    return PATCHES_MEAN + fewer + (f" {counted(beyond, 'patch', 'patches')} beyond a border." if beyond else "")


def fires(step: VisualiseStep, best: float | None) -> str:
    """How strongly a unit fires at the picture that forms for it."""
    against = "" if best is None else f"; the best patch reached {best:.3g}"
    steps = "" if step.iteration == step.steps else f" Step {step.iteration} of {step.steps}."
    return f"It fires with {step.activation:.3g} at this picture{against}.{steps}"


languages.translate(__name__)
