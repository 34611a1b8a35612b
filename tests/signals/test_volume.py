"""Volumes: the phantom, filters in 3-D and slice by slice; beats and textures that are learned."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from facestyle.errors import OptionError, ShapeError
from facestyle.signals import beats, texture, volume
from facestyle.signals.convolution import cross_correlate
from facestyle.signals.ecg import EcgOptions, simulate
from facestyle.signals.volume import Volume, VolumeOptions, filtered, phantom
from facestyle.style.costs import losses


def naive_phantom(x, y, z):
    total = 0.0
    for intensity, a, b, c, x0, y0, z0, degrees in volume.ELLIPSOIDS:
        turn = math.radians(degrees)
        u = math.cos(turn) * (x - x0) + math.sin(turn) * (y - y0)
        v = -math.sin(turn) * (x - x0) + math.cos(turn) * (y - y0)
        if (u / a) ** 2 + (v / b) ** 2 + ((z - z0) / c) ** 2 <= 1:
            total += intensity
    return total


def test_the_phantom_is_the_sum_of_its_ellipsoids():
    found = phantom(32).voxels
    rng = np.random.default_rng(0)
    for i, j, k in rng.integers(32, size=(200, 3)):
        x, y, z = ((2 * n + 1) / 32 - 1 for n in (i, j, k))
        assert found[i, j, k] == pytest.approx(naive_phantom(x, y, z), abs=1e-6)
    assert found.min() >= -1e-6
    assert found.max() == pytest.approx(1.0)  # the skull


@pytest.mark.parametrize("kind", volume.KINDS)
@pytest.mark.parametrize("axes", [2, 3])
def test_filters_are_what_they_are_called(kind, axes):
    filters = {
        "edge": volume.edge_filters(axes),
        "blob": volume.blob(axes, 1.2),
        "smoothing": volume.gaussian(axes, 1.2),
    }
    taps = filters[kind]
    half = taps.shape[-1] // 2
    at = np.stack(np.meshgrid(*[np.arange(-half, half + 1)] * axes, indexing="ij"))
    total = taps.reshape(len(taps), -1).sum(axis=1)
    assert total == pytest.approx(np.full(len(taps), 1.0 if kind == "smoothing" else 0.0), abs=1e-12)
    if kind == "edge":  # a ramp along one axis has slope 1 there, and 0 elsewhere
        slopes = [[float((w[0] * ramp).sum()) for ramp in at] for w in taps]
        assert np.array(slopes) == pytest.approx(np.eye(axes))
    if kind == "blob":
        assert taps[0, 0].max() == taps[0, 0][(half,) * axes] > 0


@pytest.mark.parametrize("kind", volume.KINDS)
def test_both_outputs_are_torchs_and_lie_at_the_same_places(kind):
    given = phantom(24, 0.1)
    options = VolumeOptions(kind=kind)
    result = filtered(given, options)
    outputs = []
    for axes in (3, 2):
        taps = {"edge": volume.edge_filters(axes), "blob": volume.blob(axes, 1.2),
                "smoothing": volume.gaussian(axes, 1.2)}[kind]  # fmt: skip
        signal = torch.from_numpy(given.voxels)
        if axes == 2:
            signal = signal.permute(2, 0, 1)[:, None]  # slices as a batch
            out = torch.conv2d(signal, torch.from_numpy(taps).float()).permute(1, 2, 3, 0)
            out = out[..., (half := taps.shape[-1] // 2) : -half]
        else:
            out = torch.conv3d(signal[None], torch.from_numpy(taps).float())
        outputs.append(out.norm(dim=0) if kind == "edge" else out[0])
    assert result.original.shape == result.solid.shape == result.sliced.shape
    assert result.solid == pytest.approx(outputs[0].numpy(), abs=1e-5)
    assert result.sliced == pytest.approx(outputs[1].numpy(), abs=1e-5)
    difference = (outputs[0] - outputs[1]).abs().numpy()
    assert difference[result.place] == pytest.approx(float(difference.max()), abs=1e-5)


def test_an_edge_across_z_is_seen_in_3d_only():
    voxels = np.zeros((20, 20, 20), np.float32)
    voxels[:, :, 10:] = 1.0
    result = filtered(Volume(voxels, "a step along z"), VolumeOptions(kind="edge"))
    assert result.there == pytest.approx((0.5, 0.0))
    assert result.missed == 1.0
    across_x = filtered(Volume(voxels.transpose(2, 1, 0).copy(), "a step along x"), VolumeOptions(kind="edge"))
    assert across_x.missed == 0.0


def test_a_rod_is_a_ball_slice_by_slice_only():
    voxels = np.zeros((25, 25, 25), np.float32)
    voxels[12, 12, :] = 1.0
    rod = filtered(Volume(voxels, "a rod along z"), VolumeOptions(kind="blob"))
    ball = np.zeros_like(voxels)
    ball[12, 12, 12] = 1.0
    dot = filtered(Volume(ball, "a dot"), VolumeOptions(kind="blob"))

    def middle(array):
        return float(array[tuple(side // 2 for side in array.shape)])

    assert middle(rod.sliced) == pytest.approx(middle(dot.sliced))
    assert middle(rod.solid) != pytest.approx(middle(dot.solid), rel=0.2)


def test_the_noise_told_to_be_left_is_what_is_left():
    rng = np.random.default_rng(1)
    noise = Volume(rng.normal(size=(40, 40, 40)).astype(np.float32), "noise")
    result = filtered(noise, VolumeOptions(kind="smoothing"))
    assert (result.solid.std(), result.sliced.std()) == pytest.approx(result.noise_left, rel=0.1)


def test_planes_are_upright_and_meet_at_the_place():
    array = np.zeros((4, 5, 6))
    array[1, 2, 5] = 1
    axial, coronal, sagittal = volume.planes(array, (1, 2, 5), 0, 1)
    assert (axial.shape, coronal.shape, sagittal.shape) == ((5, 4), (6, 4), (6, 5))
    assert axial[5 - 1 - 2, 1] == coronal[0, 1] == sagittal[0, 2] == 255  # the top of z is the top of the picture


def test_volumes_and_options_out_of_range_are_refused():
    for shape in ((5, 40, 40), (200, 40, 40), (40, 40)):
        with pytest.raises(ShapeError, match="voxels"):
            filtered(Volume(np.zeros(shape, np.float32), ""))
    for bad in ({"kind": "magic"}, {"sigma": float("nan")}, {"size": 4000}, {"noise": -1}):
        with pytest.raises(OptionError):
            VolumeOptions(**bad)


# Beats.


@pytest.fixture(scope="module")
def trained():
    return list(beats.train(beats.BeatsOptions(recordings=5, held_out=3, epochs=10)))


def test_the_network_tells_beats_of_recordings_that_it_never_saw(trained):
    result = trained[-1].result
    assert result.accuracy > 0.93 > result.majority + 0.1
    assert result.sensitivity > 0.8
    assert result.specificity > 0.8
    epochs = [step for step in trained if step.stage == "training"]
    assert epochs[-1].cost < 0.5 * epochs[0].cost
    assert trained[-1].filters.shape == (beats.FILTERS, beats.TAPS)
    assert not np.allclose(epochs[0].filters, epochs[-1].filters)


def test_recordings_are_split_and_never_shared():
    options = beats.BeatsOptions()
    seen = [beats.varied(options, number).samples for number in (0, 1)]
    assert not np.allclose(seen[0], seen[1])
    cut, labels, numbers = beats.windows(beats.varied(options, 0))
    assert cut.shape == (len(labels), 1, beats.WINDOW) == (len(numbers), 1, 160)
    assert np.abs(cut.mean(axis=2)).max() < 1e-5


def test_the_networks_shapes_and_first_layer_are_ours():
    net = beats.network(3)
    signal = torch.randn(1, 1, beats.WINDOW, generator=torch.Generator().manual_seed(0))
    weights, bias = net.get_parameter("0.weight"), net.get_parameter("0.bias")
    ours = cross_correlate(signal[0].numpy(), weights.detach().numpy(), bias.detach().numpy())
    assert ours == pytest.approx(net[0](signal)[0].detach().numpy(), abs=1e-5)
    through = [tuple(net[:count](signal).shape[1:]) for count in (1, 3, 4)]
    assert [(one.channels, *one.positions) for one in beats.shapes()[1:]] == through
    assert sum(one.numel() for one in net.parameters()) == 1057


# Texture.


@pytest.fixture(scope="module")
def formed():
    style = simulate(EcgOptions(seconds=5, noise=0.01, ectopic=0.0)).samples
    return style, list(texture.synthesize(style, texture.TextureOptions(steps=20)))


def test_a_signal_with_the_gram_matrices_of_another_forms_from_noise(formed):
    style, steps = formed
    assert steps[-1].total_cost < steps[0].total_cost / 200
    assert steps[-1].total_cost == pytest.approx(sum(steps[-1].style_costs.values()))

    def spectrum(samples):
        """Share of the power in each of 24 bands: nothing that the descent looks at."""
        power = np.abs(np.fft.rfft(samples - samples.mean())[1:]) ** 2
        bands = np.add.reduceat(power, np.unique(np.geomspace(1, len(power) - 1, 24).astype(int)) - 1)
        return bands / bands.sum()

    def spikiness(samples):
        return float((((samples - samples.mean()) / samples.std()) ** 4).mean())

    noise, made = steps[0].samples, steps[-1].samples
    far, near = (np.abs(spectrum(one) - spectrum(style)).sum() for one in (noise, made))
    assert near < far / 2
    assert spikiness(made) > (spikiness(noise) + spikiness(style)) / 2  # it has beats, noise has none
    assert abs(np.corrcoef(made, style)[0, 1]) < 0.7  # a texture, no copy


def test_its_cost_is_the_courses_sum_over_filters_and_positions(formed):
    style, steps = formed
    features = texture.RandomFilters(0)
    for name, taps in features.filters.items():
        grams = []
        for samples in (style, steps[5].samples):
            scaled = ((samples - style.mean()) / style.std())[None]
            a = np.maximum(cross_correlate(scaled, taps.numpy().astype(np.float64)), 0)
            grams.append(sum(np.outer(a[:, i], a[:, i]) for i in range(a.shape[1])) / a.shape[1])
        expected = ((grams[0] - grams[1]) ** 2).sum() / (2 * texture.FILTERS) ** 2 / len(texture.WIDTHS)
        assert steps[5].style_costs[name] == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_gram_matrix_and_costs_are_the_same_code_on_activations_of_every_dimension(axes):
    """Activations as our own convolution makes them, against sums written out over channels and positions."""
    rng = np.random.default_rng(axes)
    filters = rng.normal(size=(3, 1, *(2,) * axes))
    c, s, g = (cross_correlate(rng.normal(size=(1, *(5, 4, 3)[:axes])), filters) for _ in range(3))
    grams = []
    for a in (s, g):
        gram = np.zeros((3, 3))
        for k in range(3):
            for other in range(3):
                for place in np.ndindex(a.shape[1:]):
                    gram[k, other] += a[(k, *place)] * a[(other, *place)]
        assert losses.gram_matrix(torch.from_numpy(a)).numpy() == pytest.approx(gram)
        grams.append(gram)
    count = s[0].size
    style = sum((grams[0][k, m] - grams[1][k, m]) ** 2 for k in range(3) for m in range(3)) / (2 * count * 3) ** 2
    content = sum((float(c[at]) - float(g[at])) ** 2 for at in np.ndindex(c.shape)) / (2 * c.size)
    of_s, of_g = losses.gram_per_position(torch.from_numpy(s)), torch.from_numpy(g)
    assert float(losses.style_cost(of_s, of_g)) == pytest.approx(style)
    assert float(losses.content_cost(torch.from_numpy(c), of_g)) == pytest.approx(content)


def test_what_has_no_texture_is_refused():
    for samples, said in ((np.zeros(500), "constant"), (np.arange(20.0), "widest filter"), (np.arange(9e3), "4,000")):
        with pytest.raises(ShapeError, match=said):
            next(texture.synthesize(samples))
    for bad in ({"steps": 0}, {"seed": None}):
        with pytest.raises(OptionError):
            texture.TextureOptions(**bad)
    with pytest.raises(OptionError):
        beats.BeatsOptions(epochs=10**9)
