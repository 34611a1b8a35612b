"""The words of the tab '1-D and 3-D', by its parts."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.signals.beats import BeatsResult, BeatsStep
from facestyle.signals.convolution import Shape
from facestyle.signals.ecg import Recording
from facestyle.signals.filters import SlideStep
from facestyle.signals.texture import TextureStep
from facestyle.signals.volume import Filtered
from facestyle.ui import languages
from facestyle.ui.shared.form import Choices
from facestyle.ui.signals.options import ShapesOptions

TAB = "1-D and 3-D"
INTRO = (
    "**Convolution is not only for pictures.** The same sum of products slides along a heartbeat (1-D) and through a "
    "volume (3-D)."
)
PARTS = {
    "arithmetic": "Arithmetic",
    "ecg": "Heartbeat",
    "beats": "Learned filters",
    "volume": "Volume",
    "texture": "Texture",
}
INTROS = {
    "arithmetic": (
        "**How large is the output?** ⌊(n + 2p − f) / s⌋ + 1 positions on each axis, one channel for each filter."
    ),
    "ecg": (
        "**One filter slides over a heartbeat.** Each output sample is the sum of the products of the taps and of the "
        "samples under them. The electrocardiogram is simulated, or your own file."
    ),
    "beats": (
        "**Let a network find its filters.** A 1-D ConvNet of 1,057 numbers learns to tell ventricular-like beats "
        "(wide, early, without a P wave) from normal beats. All recordings are simulated, and it is tested on others "
        "than it learns from; it says nothing about patients."
    ),
    "volume": (
        "**A filter that sees between the slices.** The 3-D filter beside the same filter in 2-D on each slice, on the "
        "Shepp-Logan head phantom or on your own NIfTI file."
    ),
    "texture": (
        "**The style cost on a signal.** G starts from noise, and gradient descent gives it the Gram matrices of S: "
        "the same code as in the tab Style. G gets the beats of S, but not their places: Gram matrices sum over "
        "positions."
    ),
}
EMPTY = {
    "ecg": ("Press Slide: an electrocardiogram of 10 seconds is simulated, and the output forms sample by sample."),
    "beats": "Press Train: 15 recordings are simulated, then the filters form, in some ten seconds.",
    "volume": "Press Filter.",
    "texture": "Press Synthesise: a signal with the texture of a heartbeat forms from noise.",
}
RUN = {"shapes": "Compute shapes", "ecg": "Slide", "beats": "Train", "volume": "Filter", "texture": "Synthesise"}
CANCEL = "Cancel"
MORE = {
    "shapes": "More: filters, channels, stride, padding, a second layer",
    "ecg": "More: your own recording, the simulation, the filter",
    "volume": "More: your own volume, σ, noise",
}
#: Labels of the options, their choices, and help for some.
LABELS = {
    "shapes": {
        "dimensions": "Dimensions",
        "side": "n: positions on each axis",
        "size": "f: taps on each axis of the filter",
        "filters": "Filters",
        "filters_2": "Filters of a second layer",
        "channels": "Channels of the input",
        "stride": "Stride s",
        "padding": "Padding p",
    },
    "ecg": {
        "kind": "Filter",
        "heart_rate": "Heart rate, beats a minute",
        "noise": "Noise, mV",
        "ectopic": "Share of ventricular-like beats",
        "seed": "Seed",
        "width_ms": "Width of smoothing, ms",
        "samples_per_step": "Samples a picture",
        "start": "From, s",
        "end": "To, s",
        "rate": "Samples a second",
        "column": "Column or lead",
        "decimal": "Decimal mark of a CSV file",
    },
    "beats": {"epochs": "Epochs", "noise": "Most noise, mV", "seed": "Seed"},
    "volume": {"kind": "Filter", "sigma": "σ of blobs and smoothing, voxels", "noise": "Noise on the phantom"},
    "texture": {"ectopic": "Share of ventricular-like beats in S", "steps": "Steps", "seed": "Seed"},
}
CHOICES: dict[str, dict[str, Choices]] = {
    "shapes": {"dimensions": [("1-D", 1), ("2-D", 2), ("3-D", 3)]},
    "ecg": {
        "kind": [
            ("matched to the QRS complex", "qrs"),
            ("smoothing", "smoothing"),
            ("derivative", "derivative"),
            ("my own taps", "taps"),
        ],
        "decimal": [("find it", "auto"), ("0.5", "point"), ("0,5", "comma")],
    },
    "volume": {"kind": [("edges", "edge"), ("blobs", "blob"), ("smoothing", "smoothing")]},
}
INFOS = {
    "filters_2": "0: no second layer.",
    "samples_per_step": "1: slowest.",
    "start": "Of your recording, at most 60 s.",
    "rate": "Where the file does not say.",
    "column": "0: the last column, or the first lead.",
}
TAPS, TAPS_INFO = "My own taps", "Used with 'my own taps'."
FILES = "CSV, or the .hea and signal files of a WFDB record"
NIFTI = "NIfTI: .nii or .nii.gz, or .hdr and .img"
CUT, CUT_INFO = "Where the planes cut", "0.5: through the middle."
SHAPES_FORMULA = r"$$\text{out}_k[i] = b_k + \sum_{c}\sum_{t} w_k[c, t]\; x[c,\, s\,i + t]$$"
TOO_LONG = "The page shows at most {most:g} s of a recording; choose 'to' after 'from'."
NOT_MEDICAL = "Simulated, or for play: nothing here is a medical finding."
#: The arithmetic.
SLIDES = "A filter of {size} slides over {side} positions and gives {out}"
CELLS_OUT = "output: {cells}"
#: A filter that slides.
SLIDE_SHOWN = "The signal with the filter on it; below, the output"
INPUT_X, OUTPUT = "input x", "output"
UNDER, UNDER_CAPTION = "Samples under the filter", "samples under the filter"
TAPS_SHOWN, TAPS_CAPTION = "The taps of the filter", "{taps} taps"
SUM = "at {seconds:.2f} s: the sum of {taps} products"
SAMPLE = "output sample {done} of {total}"
#: The figure that answers to a finger.
TOUCH_TITLE = "How it works: point at an output and see its products"
TOUCH_LABEL = "Output sample"
TOUCH_SHOWN = "Samples of a heartbeat; below them the output of a filter of five taps"
PRODUCTS = "Output {number} = {products} = {value}"
#: Learned filters.
LEARNED, LEARNED_CAPTION = "Learned filter {number}", "filter {number}"
FIRST_LAYER = "The filters of the first layer, 60 ms long, as they are learned."
SIMULATING = "Simulating recordings: {done} of {total}"
COST, WRONG = "cost: binary cross-entropy", "share of held-out beats judged wrongly"
BY_EPOCH = "By epoch. A share of 0 lies at the foot of this axis, which has no 0."
SIGNS = ("N", "V")
JUDGED_SHOWN = "A held-out recording with the answers"
JUDGED = "Ten seconds of a held-out recording: N normal, V ventricular-like, as the network says; ✗ where wrong."
#: A texture.
STEP_OF, STYLE_COST = "step {step} of {steps} · J = {cost:.3g}", "λ J style, {layer}"
TEXTURE_SHOWN, TEXTURE_S, TEXTURE_G = "S, and G below it", "S: the texture", "G: from noise"
#: A volume.
ROWS = ("Volume", "3-D filter", "2-D, slice by slice")
PLANES = ("axial: x, y", "coronal: x, z", "sagittal: y, z")


def cells(size: str, padding: int) -> str:
    """The input of a small picture."""
    return f"input: {size} cells{', padding among them' if padding else ''}"


def place_in_chain(number: int) -> str:
    """The place of a shape in the chain of layers."""
    return "input" if number == 0 else f"after layer {number}"


def arithmetic(chosen: ShapesOptions, out: int, learned: int, products: int) -> str:
    """The positions of the output on an axis, and the parameters and products of the first layer."""
    padded = f"{chosen.side} + 2·{chosen.padding}" if chosen.padding else f"{chosen.side}"
    return (
        f"({padded} − {chosen.size}) / {chosen.stride} + 1 = {out} on each axis. Layer 1 learns {learned:,} numbers "
        f"and takes {products:,} products."
    )


def signed(value: float) -> str:
    """A number with a true minus sign."""
    return f"{value:g}".replace("-", "−")


def products(number: int, samples: Sequence[float], taps: Sequence[float], value: float) -> str:
    """An output sample as the sum of its products."""
    terms = " + ".join(f"{_factor(f'{tap:g}')}·{_factor(f'{one:.2f}')}" for tap, one in zip(taps, samples, strict=True))
    return PRODUCTS.format(number=number + 1, products=terms, value=f"{value:.2f}".replace("-", "−"))


def _factor(number: str) -> str:
    return f"({number})".replace("-", "−") if number.startswith("-") else number


def slid(samples: int, taps: int, step: SlideStep) -> str:
    """The samples of a recording and of the output, and whether the run was stopped."""
    stopped = "" if step.done == step.total else f", stopped after {step.done:,}"
    return f"{samples:,} samples with {taps} taps give {step.total:,}{stopped}."


def answers(strong: int, hits: Sequence[tuple[int, int]]) -> str:
    """The number of strong answers, and the hits among normal and then among ventricular-like beats."""
    kinds = zip(hits, ("normal", "ventricular-like"), strict=False)
    hit = " and ".join(f"{found} of {beats} {kind} beats" for (found, beats), kind in kinds)
    known = f" They hit {hit} (dashed): the filter has the shape of a normal beat." if hits else ""
    return f"{strong} strong answers (dots).{known}"


def recorded(recording: Recording) -> str:
    """A recording, and what was done to it."""
    notes = "".join(f"; {languages.said(one)}" for one in recording.notes)
    return f"{languages.said(recording.name)}: {recording.rate:g} samples a second{notes}."


def epoch(step: BeatsStep) -> str:
    """The progress of the training."""
    return f"epoch {step.done} of {step.total} · held-out accuracy {step.accuracy:.1%}"


def learned(result: BeatsResult, seconds: float) -> str:
    """What the network has learned."""
    return (
        f"Held-out accuracy {result.accuracy:.1%} on {result.held_out_beats} beats of recordings it never saw "
        f"(always answering 'normal': {result.majority:.1%}). {result.sensitivity:.1%} of the ventricular-like beats "
        f"are found, {result.specificity:.1%} of the normal beats are left alone. {seconds:.0f} s."
    )


def fell(first: TextureStep, last: TextureStep) -> str:
    """How far J has fallen."""
    times = first.total_cost / max(last.total_cost, 1e-300)
    fall = f"from {first.total_cost:.3g} to {last.total_cost:.3g}, by a factor of {times:,.0f}"
    return f"J fell {fall}, in {last.seconds:.0f} s."


def missed(result: Filtered) -> tuple[str, ...]:
    """What the 2-D filter misses, the arithmetic, the noise that is left, and what was done to the volume."""
    x, y, z = result.place
    solid, sliced = result.there
    most = (
        f"Where they differ most (x {x}, y {y}, z {z}), the 3-D filter answers {solid:.2f}, the 2-D filter {sliced:.2f}"
    )
    sentences = {
        "edge": [
            f"{most}: an edge across z, within each slice nothing changes. So {result.missed:.1%} of the strong edge "
            "voxels are missed slice by slice: the caps at the top and at the bottom of the coronal picture."
        ],
        "blob": [
            f"{most}. Slice by slice a rod along z looks like a ball, and a flat layer like nothing: "
            f"{result.missed:.1%} of the strong 3-D answers are missed."
        ],
    }.get(result.options.kind, [])
    sentences.append(f"Shape: {result.arithmetic}.")
    if result.noise_left is not None:
        space, plane = result.noise_left
        sentences.append(
            f"The 3-D filter leaves {space:.0%} of white noise, the 2-D filter {plane:.0%} (length of the taps)."
        )
    return (
        *sentences,
        *(f"{languages.said(result.volume.name)}: {languages.said(one)}." for one in result.volume.notes),
    )


def network(shapes: Sequence[Shape]) -> str:
    """The shapes through the network that learns beats."""
    chain = " → ".join(str(one) for one in shapes)
    return f"Shapes: {chain}, the mean over positions, one logit. Pooling halves the second."


languages.translate(__name__)
