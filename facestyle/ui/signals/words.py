"""The words of the tab '1-D and 3-D'."""

from __future__ import annotations

INTRO = (
    "**Convolution is not only for pictures.** The same sum of products slides along a heartbeat (1-D) and through a "
    "volume (3-D)."
)
SHAPES_INTRO = (
    "**How large is the output?** ⌊(n + 2p − f) / s⌋ + 1 positions on each axis, one channel for each filter."
)
SHAPES_FORMULA = r"$$\text{out}_k[i] = b_k + \sum_{c}\sum_{t} w_k[c, t]\; x[c,\, s\,i + t]$$"
ECG_INTRO = (
    "**One filter slides over a heartbeat.** Each output sample is the sum of the products of the taps and of the "
    "samples under them. The electrocardiogram is simulated, or your own file."
)
ECG_EMPTY = (
    "A simulated electrocardiogram of 10 seconds is in place. Press Slide, and the output forms sample by sample."
)
KIND_CHOICES = [
    ("matched to the QRS complex", "qrs"),
    ("smoothing", "smoothing"),
    ("derivative", "derivative"),
    ("my own taps", "taps"),
]
BEATS_INTRO = (
    "**Let a network find its filters.** A 1-D ConvNet of 1,057 numbers learns to tell ventricular-like beats (wide, "
    "early, without a P wave) from normal ones. All recordings are simulated; it is tested on others than it learns "
    "from, and says nothing about patients."
)
BEATS_EMPTY = "Press Train: 15 recordings are simulated, then the filters form, in some ten seconds."
VOLUME_INTRO = (
    "**A filter that sees between the slices.** The 3-D filter against its 2-D fellow applied to each slice, on the "
    "Shepp-Logan head phantom, or on a NIfTI file of yours."
)
VOLUME_EMPTY = "The Shepp-Logan phantom is in place. Press Filter."
VOLUME_CHOICES = [("edges", "edge"), ("blobs", "blob"), ("smoothing", "smoothing")]
TEXTURE_INTRO = (
    "**The style cost on a signal.** G starts from noise, and gradient descent gives it the Gram matrices of S: the "
    "same code as in the tab Style. It gets the beats of S, but not where they lie: Gram matrices sum over positions."
)
TEXTURE_EMPTY = "Press Synthesise: a signal with the texture of a heartbeat forms from noise."
NOT_MEDICAL = "Simulated, or for play: nothing here is a medical finding."
