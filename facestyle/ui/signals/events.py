"""The events of the tab '1-D and 3-D': compute shapes, slide a filter, learn beats, filter a volume, make a texture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

import gradio as gr
import numpy as np

from facestyle.errors import OptionError
from facestyle.fields import number
from facestyle.signals import beats, convolution, ecg, ecg_files, filters, texture, volume, volume_files
from facestyle.signals.options import ReadOptions
from facestyle.ui.shared import html
from facestyle.ui.shared.form import taking
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.session import Session
from facestyle.ui.signals import view, words
from facestyle.ui.signals.options import BEATS, ECG, ECTOPIC, READ, SHAPES, SLIDE, TEXTURE, VOLUME, ShapesOptions

#: The longest part of a recording that is shown, in seconds; a longer one would pass too fast to be watched.
MOST_SECONDS = 60.0
#: Seconds from one picture of a sliding filter to the next; without them the run is over before it can be watched.
SECONDS_A_PICTURE = 0.05
#: The visitor's job that all runs of this tab belong to.
JOB = "signals"


@taking(*SHAPES)
def shapes(_session: Session, **given: Any) -> tuple[dict[str, object], str]:
    """Compute the shapes of one or two layers of convolution, without a signal."""
    chosen = ShapesOptions(**given)
    layers = [
        convolution.Convolution(chosen.size, count, chosen.stride, chosen.padding)
        for count in (chosen.filters, chosen.filters_2)
        if count
    ]
    found = convolution.shapes(convolution.Shape((chosen.side,) * chosen.dimensions, chosen.channels), layers)
    learned = [convolution.parameters(one, layer) for one, layer in zip(found, layers, strict=False)]
    products = [convolution.multiplications(one, layer) for one, layer in zip(found, layers, strict=False)]
    data = {
        "shapes": [[*one.positions, one.channels] for one in found],
        "parameters": learned,
        "multiplications": products,
    }
    return data, view.shapes(chosen, found, learned[0], products[0])


@taking(*SLIDE, *ECG, *READ)
def slide_filter(
    _session: Session, run: Run, files: Sequence[str] | None, taps: str, **given: Any
) -> Iterator[tuple[dict[str, object], str]]:
    """Slide a filter over an electrocardiogram and show its output as it forms.

    Parameters:
        files: a CSV file, or the .hea and signal files of a WFDB record; without a file the recording is simulated.
        taps: the filter if kind is taps, such as 0.2,0.2,0.2.
    Returns:
        The output so far as data, then what the page shows.
    """
    chosen = slide_options(given, taps)
    if files:
        wanted = ReadOptions(**{one.name: given[one.name] for one in READ})
        if (wanted.end or np.inf) - wanted.start > MOST_SECONDS:
            raise OptionError(words.TOO_LONG.format(most=MOST_SECONDS))
        recording = ecg_files.read_recording(list(files), **asdict(wanted))
    else:
        recording = ecg.simulate(ecg.EcgOptions(**{one.name: given[one.name] for one in ECG}))
    for step in slid(recording, chosen, lambda: run.cancelled):
        yield step
        time.sleep(SECONDS_A_PICTURE)


def slide_options(given: Mapping[str, Any], taps: str) -> filters.SlideOptions:
    """The filter that is asked for; `taps` count if its kind is taps."""
    asked = {one.name: given[one.name] for one in SLIDE}
    if asked["kind"] == "taps":
        asked["taps"] = filters.parse_taps(taps)
    return filters.SlideOptions(**asked)


def slid(
    recording: ecg.Recording, chosen: filters.SlideOptions, stopped: Callable[[], bool] = lambda: False
) -> Iterator[tuple[dict[str, object], str]]:
    """Slide a filter over a recording until it is stopped; the last pair has the whole output and what it says."""
    bank = chosen.filter(recording)
    shown = view.SlideView(recording, bank, chosen.kind)
    step = None
    for step in filters.slide(recording, bank, chosen.samples_per_step):
        shown.outputs.extend(step.outputs.tolist())
        state = html.progress(step.done / step.total, words.SAMPLE.format(done=step.done, total=step.total))
        yield {"done": step.done, "total": step.total}, shown.shown(step.position, step.value, state)
        if stopped():
            break
    assert step is not None
    data, sentences = _told(recording, shown, bank, chosen.kind)
    head = html.done(f"{words.slid(len(recording.samples), len(bank), step)} {sentences[0]}")
    strongest = int(np.argmax(shown.outputs))
    yield data, shown.shown(strongest, shown.outputs[strongest], head + html.note(*sentences[1:], words.NOT_MEDICAL))


def _told(
    recording: ecg.Recording, shown: view.SlideView, bank: np.ndarray, kind: str
) -> tuple[dict[str, object], list[str]]:
    """The output as data, and sentences about it."""
    data: dict[str, object] = {
        "input": len(recording.samples),
        "taps": bank.tolist(),
        "output": len(shown.outputs),
        "values": shown.outputs,
        "rate": recording.rate,
    }
    sentences = [""]
    if kind == "qrs":
        shown.found = filters.peaks(np.array(shown.outputs), len(bank), recording.rate)
        data["peaks"] = shown.found
        known = [[beat for beat in recording.beats if beat.kind == one] for one in (ecg.NORMAL, ecg.VENTRICULAR)]
        hits = [(filters.beats_found(shown.found, of_kind, recording.rate), len(of_kind)) for of_kind in known]
        sentences = [words.answers(len(shown.found), hits if recording.beats else [])]
    return data, [*sentences, words.recorded(recording)]


@taking(*BEATS)
def learn_beats(_session: Session, run: Run, **given: Any) -> Iterator[tuple[dict[str, object], str]]:
    """Train a small 1-D ConvNet on simulated beats, and test it on other simulated recordings.

    Returns:
        Cost, held-out accuracy and filters so far as data, then what the page shows.
    """
    history: list[beats.BeatsStep] = []
    with closing(beats.train(beats.BeatsOptions(**given))) as work:
        for step in work:
            history.append(step)
            yield _trained(step), view.training(history)
            if run.cancelled:
                break


def _trained(step: beats.BeatsStep) -> dict[str, object]:
    data: dict[str, object] = {"stage": step.stage, "done": step.done, "total": step.total}
    if step.filters is not None:
        data |= {"cost": step.cost, "accuracy": step.accuracy, "filters": step.filters.tolist()}
    if step.result is not None:
        names = ("accuracy", "sensitivity", "specificity", "majority", "training_beats", "held_out_beats")
        data["result"] = {name: getattr(step.result, name) for name in names}
    return data


@taking(*VOLUME)
def filter_volume(
    _session: Session, files: Sequence[str] | None, **given: Any
) -> tuple[Any, dict[str, object], str, float]:
    """Filter a volume in 3-D, and with the same filter in 2-D slice by slice.

    Parameters:
        files: a NIfTI file, or the .hdr and .img of a pair; without a file the volume is the phantom.
    Returns:
        First the figures as data, then what the page shows, and where its planes cut.
    """
    chosen = volume.VolumeOptions(**given)
    source = volume_files.read_volume(*files) if files else volume.phantom(chosen.size, chosen.noise)
    result = volume.filtered(source, chosen)
    data = {
        "arithmetic": result.arithmetic,
        "place": list(result.place),
        "there": {"3d": result.there[0], "2d": result.there[1]},
        "missed": result.missed,
        "noise_left": list(result.noise_left or ()),
        "notes": list(source.notes),
        "options": asdict(chosen),
    }
    return result, data, planes(result, 0.5), 0.5


def planes(result: volume.Filtered, share: float) -> str:
    """Markup of the planes that cut a volume at a share of its sides, 0 to 1."""
    x, y, z = (min(int(share * side), side - 1) for side in result.solid.shape)
    return view.volume(result, (x, y, z))


def cut_volume(_session: Session, result: volume.Filtered | None, share: float) -> Any:
    """Show other planes of the last volume."""
    if result is None:
        return gr.skip()
    return planes(result, number("share", share, 0.0, 1.0))


@taking(ECTOPIC, *TEXTURE)
def synthesise(_session: Session, run: Run, **given: Any) -> Iterator[tuple[dict[str, object], str]]:
    """Give noise the texture of an electrocardiogram by the Gram matrices of a 1-D ConvNet.

    Returns:
        Costs so far as data, then what the page shows.
    """
    ectopic = given.pop("ectopic")
    chosen = texture.TextureOptions(**given)
    style = ecg.simulate(ecg.EcgOptions(seconds=8.0, noise=0.01, ectopic=ectopic, seed=chosen.seed)).samples
    history: list[texture.TextureStep] = []
    with closing(texture.synthesize(style, chosen)) as work:
        for step in work:
            history.append(step)
            data = {"iteration": step.iteration, "total_cost": step.total_cost, "style_costs": step.style_costs}
            yield data, view.texture(style, history)
            if run.cancelled:
                break


def stop_signals(session: Session) -> None:
    """End whatever you run under '1-D and 3-D' after its present step."""
    session.job(JOB).cancel()
