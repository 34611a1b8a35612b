"""What the tab '1-D and 3-D' does: shapes told, a filter slid, beats learned, a volume filtered, a texture made."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import gradio as gr
import numpy as np

from facestyle import fields
from facestyle.signals import beats, convolution, ecg, ecg_files, filters, texture, volume, volume_files
from facestyle.ui.shared.session import Session
from facestyle.ui.signals import sliding, view, words

#: Of a recording; a longer one would pass too fast to be watched.
SECONDS_SHOWN = 20.0
#: Between two pictures of a sliding filter, at least; without it a run is over before it can be watched.
SECONDS_A_PICTURE = 0.05
#: low, high of the sliders, so that the picture stays one.
SHOWN = {"side": (3, 32), "size": (1, 16), "filters": (1, 64), "channels": (1, 64), "stride": (1, 4), "padding": (0, 4)}


def shapes(
    _session: Session,
    dimensions: int,
    side: int,
    size: int,
    filters: int,
    channels: int,
    stride: int,
    padding: int,
    filters_2: int,
) -> tuple[dict[str, Any], str]:
    """Tell the shapes of one or two layers of convolution, before anything is computed.

    Parameters:
        dimensions: 1, 2 or 3.
        side: n, positions on each axis of the input, 3 to 32.
        size: f, taps on each axis of the filter, 1 to 16.
        filters: of the first layer; the channels of its output.
        channels: of the input.
        stride: s, positions that the filter moves on.
        padding: p, zeros at each end of each axis.
        filters_2: of a second layer with the same f, s and p; 0 for none.
    """
    axes = fields.whole("dimensions", dimensions, 1, 3)
    given = {"side": side, "size": size, "filters": filters, "channels": channels, "stride": stride, "padding": padding}
    n, f, k, c, s, p = (fields.whole(name, value, *SHOWN[name]) for name, value in given.items())
    layers = [convolution.Layer(f, k, s, p)]
    if fields.whole("filters_2", filters_2, 0, SHOWN["filters"][1]):
        layers.append(convolution.Layer(f, int(filters_2), s, p))
    shape = convolution.Shape((n,) * axes, c)
    found = convolution.shapes(shape, layers)
    learned = [convolution.parameters(one, layer) for one, layer in zip(found, layers, strict=False)]
    products = [convolution.multiplications(one, layer) for one, layer in zip(found, layers, strict=False)]
    data = {
        "shapes": [[*one.positions, one.channels] for one in found],
        "parameters": learned,
        "multiplications": products,
    }
    out = found[1].positions[0]
    padded = f" + 2·{p}" if p else ""
    steps = "".join(
        f"<li><b>{one}</b><small>{'input' if number == 0 else f'after layer {number}'}</small></li>"
        for number, one in enumerate(found)
    )
    sentence = (
        f"({n}{padded} − {f}) / {s} + 1 = {out} on each axis. Layer 1 learns {learned[0]:,} numbers and "
        f"takes {products[0]:,} products."
    )
    html = (
        f'<div class="fs-signals"><ol class="fs-chain">{steps}</ol>'
        f"{sliding.picture(n, f, s, p, out, axes)}{view.note(sentence)}</div>"
    )
    return data, html


def slide_filter(
    session: Session,
    files: Sequence[str] | None,
    kind: filters.Kind,
    taps: str,
    heart_rate: float,
    noise: float,
    ectopic: float,
    seed: int,
    width_ms: float,
    rate: float,
    column: int,
    samples_per_step: int,
) -> Iterator[tuple[dict[str, Any], str]]:
    """Slide a filter over an electrocardiogram, and show its output as it forms.

    Parameters:
        files: a CSV file, or the .hea and .dat of a WFDB record; none for a simulation.
        kind: qrs, smoothing, derivative or taps.
        taps: the filter where kind is taps, such as 0.2,0.2,0.2.
        heart_rate: of the simulation, beats a minute, 40 to 140.
        noise: of the simulation, mV, 0 to 0.5.
        ectopic: share of ventricular-like beats in the simulation, 0 to 0.5.
        seed: of the simulation.
        width_ms: of smoothing, milliseconds.
        rate: samples a second of a CSV file.
        column: which column of a CSV file (0: the last), or lead of a record.
        samples_per_step: output samples between two pictures.
    Returns:
        The output so far as data, then what the page shows.
    """
    chosen = filters.SlideOptions(
        kind=kind,
        taps=filters.parse_taps(taps) if kind == "taps" else (),
        width_ms=width_ms,
        samples_per_step=samples_per_step,
    )
    if files:
        recording = ecg_files.read(list(files), rate=rate, column=column)
    else:
        recording = ecg.simulate(ecg.EcgOptions(heart_rate=heart_rate, noise=noise, ectopic=ectopic, seed=seed))
    recording = recording.beginning(SECONDS_SHOWN)
    bank = chosen.filter(recording)
    shown = view.SlideView(recording, bank, kind)
    session.stop_signals = False
    step = None
    for step in filters.slide(recording, bank, chosen.samples_per_step):
        shown.outputs.extend(step.outputs.tolist())
        state = view.progress(step.done / step.total, f"output sample {step.done} of {step.total}")
        yield {"done": step.done, "total": step.total}, shown.shown(step.position, step.value, state)
        time.sleep(SECONDS_A_PICTURE)
        if session.stop_signals:
            break
    assert step is not None
    data, sentences = _slid(recording, shown, bank, chosen.kind)
    stopped = "" if step.done == step.total else f", stopped after {step.done:,}"
    head = view.done(
        f"{len(recording.samples):,} samples with {len(bank)} taps give {step.total:,}{stopped}. {sentences[0]}"
    )
    strongest = int(np.argmax(shown.outputs))
    yield data, shown.shown(strongest, shown.outputs[strongest], head + view.note(*sentences[1:], words.NOT_MEDICAL))


def _slid(
    recording: ecg.Recording, shown: view.SlideView, bank: np.ndarray, kind: str
) -> tuple[dict[str, Any], list[str]]:
    """The output as data, and what there is to say of it."""
    data: dict[str, Any] = {
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
        sentences = [f"{len(shown.found)} strong answers (dots)."]
        if recording.beats:
            counts = []
            for beat_kind in (ecg.NORMAL, ecg.VENTRICULAR):
                known = [beat for beat in recording.beats if beat.kind == beat_kind]
                found = filters.beats_found(shown.found, known, recording.rate)
                counts.append(f"{found} of {len(known)} {beat_kind} beats")
            sentences[0] += f" They hit {' and '.join(counts)} (dashed): the filter has the shape of normal ones."
    name = f"{recording.name}: {recording.rate:g} samples a second"
    return data, [*sentences, f"{name}{''.join(f'; {one}' for one in recording.notes)}."]


def learn_beats(session: Session, epochs: int, noise: float, seed: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Train a small 1-D ConvNet on simulated beats, and test it on other simulated recordings.

    Parameters:
        epochs: passes over the training beats, 1 to 60.
        noise: the most noise of a recording, mV, 0 to 0.5.
        seed: of recordings and first weights.
    Returns:
        Cost, held-out accuracy and filters so far as data, then what the page shows.
    """
    chosen = beats.BeatsOptions(epochs=epochs, noise=noise, seed=seed)
    session.stop_signals = False
    history: list[beats.TrainStep] = []
    work = beats.train(chosen)
    try:
        for step in work:
            history.append(step)
            yield _trained(step), view.training(history)
            if session.stop_signals:
                break
    finally:
        work.close()


def _trained(step: beats.TrainStep) -> dict[str, Any]:
    data: dict[str, Any] = {"stage": step.stage, "done": step.done, "total": step.total}
    if step.filters is not None:
        data |= {"cost": step.cost, "accuracy": step.accuracy, "filters": step.filters.tolist()}
    if step.result is not None:
        names = ("accuracy", "sensitivity", "specificity", "majority", "training_beats", "held_out_beats")
        data["result"] = {name: getattr(step.result, name) for name in names}
    return data


def filter_volume(
    _session: Session, file: str | None, kind: volume.Kind, sigma: float, noise: float
) -> tuple[Any, dict[str, Any], str, float]:
    """Filter a volume in 3-D, and with the same filter in 2-D slice by slice.

    Parameters:
        file: a NIfTI file; none for the phantom.
        kind: edge, blob or smoothing.
        sigma: width of blob and smoothing, voxels.
        noise: added to the phantom, 0 to 0.5.
    Returns:
        First the figures as data, then what the page shows, and where its planes cut.
    """
    chosen = volume.VolumeOptions(kind=kind, sigma=sigma, noise=noise)
    given = volume_files.read(file) if file else volume.phantom(chosen.size, chosen.noise)
    result = volume.filtered(given, chosen)
    data = {
        "arithmetic": result.arithmetic,
        "place": list(result.place),
        "there": {"3d": result.there[0], "2d": result.there[1]},
        "missed": result.missed,
        "noise_left": list(result.noise_left or ()),
        "notes": list(given.notes),
        "options": asdict(chosen),
    }
    return result, data, view.volume(result, _place(result, 0.5)), 0.5


def _place(result: volume.Filtered, share: float) -> tuple[int, int, int]:
    x, y, z = (min(int(share * side), side - 1) for side in result.solid.shape)
    return x, y, z


def cut_volume(_session: Session, result: volume.Filtered | None, share: float) -> Any:
    """Show other planes of the last volume."""
    if result is None:
        return gr.skip()
    return view.volume(result, _place(result, fields.number("share", share, 0.0, 1.0)))


def synthesise(session: Session, ectopic: float, steps: int, seed: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Give noise the texture of an electrocardiogram, by the Gram matrices of a 1-D ConvNet.

    Parameters:
        ectopic: share of ventricular-like beats in S, 0 to 0.5.
        steps: of the optimiser, 1 to 200.
        seed: of S, of the noise and of the network's random filters.
    Returns:
        Costs so far as data, then what the page shows.
    """
    chosen = texture.TextureOptions(steps=steps, seed=seed)
    style = ecg.simulate(ecg.EcgOptions(seconds=8.0, noise=0.01, ectopic=ectopic, seed=chosen.seed)).samples
    session.stop_signals = False
    history: list[texture.TextureStep] = []
    work = texture.synthesize(style, chosen)
    try:
        for step in work:
            history.append(step)
            data = {"iteration": step.iteration, "total_cost": step.total_cost, "style_costs": step.style_costs}
            yield data, view.texture(style, history)
            if session.stop_signals:
                break
    finally:
        work.close()


def stop_signals(session: Session | None) -> Session | None:
    """End what is running for you under '1-D and 3-D' after its present step."""
    if session is not None:
        session.stop_signals = True
    return session
