"""The words of the tab '1-D and 3-D', by its parts."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.signals.convolution import Shape
from facestyle.ui.shared.form import Choices

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
        "(wide, early, without a P wave) from normal ones. All recordings are simulated; it is tested on others than "
        "it learns from, and says nothing about patients."
    ),
    "volume": (
        "**A filter that sees between the slices.** The 3-D filter against its 2-D fellow applied to each slice, on "
        "the Shepp-Logan head phantom, or on a NIfTI file of yours."
    ),
    "texture": (
        "**The style cost on a signal.** G starts from noise, and gradient descent gives it the Gram matrices of S: "
        "the same code as in the tab Style. It gets the beats of S, but not where they lie: Gram matrices sum over "
        "positions."
    ),
}
EMPTY = {
    "ecg": (
        "A simulated electrocardiogram of 10 seconds is in place. Press Slide, and the output forms sample by sample."
    ),
    "beats": "Press Train: 15 recordings are simulated, then the filters form, in some ten seconds.",
    "volume": "The Shepp-Logan phantom is in place. Press Filter.",
    "texture": "Press Synthesise: a signal with the texture of a heartbeat forms from noise.",
}
RUN = {"shapes": "Compute shapes", "ecg": "Slide", "beats": "Train", "volume": "Filter", "texture": "Synthesise"}
CANCEL = "Cancel"
MORE = {
    "shapes": "More: filters, channels, stride, padding, a second layer",
    "ecg": "More: your own recording, the simulation, the filter",
    "volume": "More: your own volume, σ, noise",
}
#: Labels of the options, their choices, and what is said of some.
LABELS = {
    "shapes": {
        "side": "n: positions on each axis",
        "size": "f: taps on each axis of the filter",
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
        "width_ms": "Width of smoothing, ms",
        "samples_per_step": "Samples a picture",
    },
    "beats": {"noise": "Most noise, mV"},
    "volume": {"kind": "Filter", "sigma": "σ of blobs and smoothing, voxels", "noise": "Noise on the phantom"},
    "texture": {"ectopic": "Share of ventricular-like beats in S"},
}
CHOICES: dict[str, dict[str, Choices]] = {
    "shapes": {"dimensions": [("1-D", 1), ("2-D", 2), ("3-D", 3)]},
    "ecg": {
        "kind": [
            ("matched to the QRS complex", "qrs"),
            ("smoothing", "smoothing"),
            ("derivative", "derivative"),
            ("my own taps", "taps"),
        ]
    },
    "volume": {"kind": [("edges", "edge"), ("blobs", "blob"), ("smoothing", "smoothing")]},
}
INFOS = {"filters_2": "0: no second layer.", "samples_per_step": "1: slowest."}
TAPS, TAPS_INFO = "My own taps", "Used with 'my own taps'."
FILES, NIFTI = "CSV, or the .hea and .dat of a WFDB record", "NIfTI, .nii or .nii.gz"
RATE, COLUMN, COLUMN_INFO = "Samples a second (CSV)", "Column or lead", "0: the last."
CUT, CUT_INFO = "Where the planes cut", "0.5: through the middle."
SHAPES_FORMULA = r"$$\text{out}_k[i] = b_k + \sum_{c}\sum_{t} w_k[c, t]\; x[c,\, s\,i + t]$$"
NOT_MEDICAL = "Simulated, or for play: nothing here is a medical finding."


def network(shapes: Sequence[Shape]) -> str:
    """The shapes through the network that learns beats."""
    chain = " → ".join(str(one) for one in shapes)
    return f"Shapes: {chain}, the mean over positions, one logit. Pooling halves the second."
