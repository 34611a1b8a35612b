"""The options of the tab '1-D and 3-D', part by part."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle.fields import check, of, option
from facestyle.signals import beats, ecg, filters, texture, volume
from facestyle.signals.options import ReadOptions


@dataclass(frozen=True)
class ShapesOptions:
    """Layers of convolution whose shapes are computed, in ranges that a picture can show."""

    dimensions: int = option(1, 1, 3, help="Axes of the input.")
    side: int = option(14, 3, 32, help="n, positions on each axis of the input.")
    size: int = option(5, 1, 16, help="f, taps on each axis of the filter.")
    filters: int = option(16, 1, 64, help="Filters of the first layer; the channels of its output.")
    channels: int = option(1, 1, 64, help="Channels of the input.")
    stride: int = option(1, 1, 4, help="s, positions that the filter moves on.")
    padding: int = option(0, 0, 4, help="p, zeros at each end of each axis.")
    filters_2: int = option(32, 0, 64, help="Filters of a second layer with the same f, s and p. 0 for none.")

    def __post_init__(self) -> None:
        check(self)


SHAPES = of(ShapesOptions)
ECG = of(ecg.EcgOptions, "heart_rate", "noise", "ectopic", "seed")
#: Of a file, 20 seconds are shown by default.
READ = [one._replace(default=20.0) if one.name == "end" else one for one in of(ReadOptions)]
SLIDE = of(filters.SlideOptions, "kind", "width_ms", "samples_per_step")
BEATS = of(beats.BeatsOptions, "epochs", "noise", "seed")
VOLUME = of(volume.VolumeOptions, "kind", "sigma", "noise")
#: S has no ventricular-like beats by default.
ECTOPIC = of(ecg.EcgOptions, "ectopic")[0]._replace(default=0)
TEXTURE = of(texture.TextureOptions, "steps", "seed")
