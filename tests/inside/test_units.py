"""The nine patches of each unit, against a loop over every picture and every position."""

from __future__ import annotations

import itertools
import shutil

import numpy as np
import pytest
import torch
from PIL import Image
from support import places

from facestyle import images
from facestyle.errors import MissingInputError, NoFaceError, OptionError, PictureTooSmallError
from facestyle.folders import pictures_in
from facestyle.inside import sheets, units
from facestyle.inside.layers import as_input
from facestyle.inside.maps import unit_map
from facestyle.inside.maxima import Maxima, MaximaCache
from facestyle.inside.networks import look_into
from facestyle.inside.patches import cut_out, patches
from facestyle.inside.top_patches import TOP, Tops
from facestyle.inside.units import UnitsOptions, scan
from facestyle.weights import cache as weights_cache

STYLES = sorted(places.STYLES.glob("*.jpg"))
SMALL = UnitsOptions(layers=("relu2_1", "relu4_3"), size=64)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory, sample_path):
    """Twelve pictures of several shapes, one of them twice."""
    folder = tmp_path_factory.mktemp("pictures")
    for path in (*STYLES[:9], *(sample_path(name) for name in ("china", "astronaut"))):
        shutil.copy(path, folder)
    shutil.copy(STYLES[0], folder / "again.jpg")
    return pictures_in(folder, nested=True)


def scanned(sources, options=SMALL, cache=None):
    *_, last = scan(sources, options, cache)
    return last.scan


@pytest.fixture(scope="module")
def found(pictures):
    return scanned(pictures)


def by_hand(sources, layer):
    """Every unit's nine best pictures, by looking at each picture and each position on its own."""
    network, best, digests = look_into("vgg16"), {}, set()
    for source in sources:
        picture = images.load(source, detail=64)
        if picture.digest in digests:
            continue
        digests.add(picture.digest)
        pixels = network.seen(picture, 64)
        with torch.no_grad():
            values = network.activations(as_input(network, [pixels]), [layer])[layer][0].numpy()
        for unit in range(len(values)):
            places = itertools.product(range(values.shape[1]), range(values.shape[2]))
            row, column = max(places, key=lambda place, unit=unit: values[unit, place[0], place[1]])
            if values[unit, row, column] > 0:
                best.setdefault(unit, []).append((float(values[unit, row, column]), source, (row, column), pixels))
    return {unit: sorted(rows, key=lambda one: -one[0])[:9] for unit, rows in best.items()}


@pytest.mark.parametrize("layer", SMALL.layers)
def test_the_nine_patches_of_every_unit_are_those_of_a_loop_over_all_positions(found, pictures, layer):
    expected = by_hand(pictures, layer)
    chosen = range(0, len(found.found[layer].values), 7)
    cut = patches(found, layer, list(chosen))
    for unit in chosen:
        wanted = expected.get(unit, [])
        assert [patch.activation for patch in cut[unit]] == pytest.approx([one[0] for one in wanted], rel=1e-3)
        for patch, (value, source, position, pixels) in zip(cut[unit], wanted, strict=True):
            if sum(abs(value - other[0]) < 1e-3 * value for other in wanted) > 1:
                continue  # as strong: either may come first
            assert (patch.source, patch.position) == (source, position)
            left, top, right, bottom = patch.box
            height, width = pixels.shape[:2]
            for y, x in itertools.product((top, (top + bottom) // 2, bottom - 1), (left, (left + right) // 2)):
                inside = 0 <= y < height and 0 <= x < width
                assert patch.pixels[y - top, x - left].tolist() == (pixels[y, x].tolist() if inside else [128] * 3)
            assert patch.complete == (left >= 0 and top >= 0 and right <= width and bottom <= height)


def test_patches_are_as_large_as_the_field_and_a_picture_counts_once(found):
    for layer, size in (("relu2_1", (10, 10, 3)), ("relu4_3", (92, 92, 3))):
        for cut in patches(found, layer, found.found[layer].strongest()).values():
            assert len(cut) == TOP
            assert {patch.pixels.shape for patch in cut} == {size}
            assert len({patch.source for patch in cut}) == TOP
            assert [patch.activation for patch in cut] == sorted((patch.activation for patch in cut), reverse=True)
    assert found.repeated == 1
    assert found.usable == 11


def test_the_unit_fires_as_strongly_on_the_patch_alone(found):
    """What lies outside the patch does not matter: the picture is black but for the patch."""
    network, layer = look_into("vgg16"), found.found["relu2_1"].layer
    unit = found.found["relu2_1"].strongest(1)[0]
    for patch in patches(found, "relu2_1", [unit])[unit]:
        pixels = network.seen(images.load(patch.source, detail=64), 64)
        inputs = as_input(network, [pixels])
        left, top, right, bottom = (max(edge, 0) for edge in patch.box)
        alone = torch.zeros_like(inputs)
        alone[..., top:bottom, left:right] = inputs[..., top:bottom, left:right]
        with torch.no_grad():
            value = network.activations(alone, [layer.name])[layer.name][0, unit]
        assert float(value[patch.position]) == pytest.approx(patch.activation, rel=1e-3)


def test_pictures_are_read_one_batch_at_a_time_and_only_winners_again(pictures, monkeypatch):
    waiting, most, read = [], [], []
    load = images.load
    flush = units._Pass.flush

    def counted(source, **more):
        read.append(source)
        return load(source, **more)

    def flushed(one):
        most.append(len(one.waiting))
        waiting.append(len(read))
        flush(one)

    monkeypatch.setattr(units.images, "load", counted)
    monkeypatch.setattr(units._Pass, "flush", flushed)
    one = scanned(pictures)
    assert max(most) <= units.BATCH
    assert len(read) == len(pictures)
    assert waiting[0] < len(pictures)
    read.clear()
    patches(one, "relu2_1", [3])
    assert sorted(read) == sorted({one.sources[number] for number in one.found["relu2_1"].pictures[3]})


def test_what_is_known_of_a_picture_is_not_computed_again(pictures, found, monkeypatch):
    cache = MaximaCache()
    scanned(pictures[1:7], cache=cache)
    assert len(cache) == 2 * 6
    passed = []
    flush = units._Pass.flush
    monkeypatch.setattr(units._Pass, "flush", lambda one: (passed.append(len(one.waiting)), flush(one)))
    again = scanned(pictures, cache=cache)
    assert sum(passed) == found.usable - 6
    for layer in SMALL.layers:
        assert np.allclose(again.found[layer].values, found.found[layer].values, rtol=1e-3, atol=1e-4)
    # another size is another picture to the network
    assert (scanned(pictures[:2], UnitsOptions(layers=("relu2_1",), size=80), cache).found["relu2_1"].values >= 0).any()
    assert len(cache) == 2 * found.usable + 2


def test_the_cache_drops_the_least_recently_used():
    one = Maxima(np.zeros(100, np.float32), np.zeros((100, 2), np.int32), (64, 64))
    cache = MaximaCache(limit=5_000)
    for digest in "abc":
        cache.keep((digest, "n", "l"), one)
    assert cache.get(("a", "n", "l")) is not None
    cache.keep(("d", "n", "l"), one)
    assert cache.bytes <= cache.limit
    assert cache.get(("a", "n", "l")) is None or cache.get(("b", "n", "l")) is None
    assert cache.get(("d", "n", "l")) is one


def test_a_running_best_nine_equals_sorting_everything():
    random = np.random.default_rng(3)
    layer = look_into("vgg16").layers["relu1_1"]
    values = random.integers(-3, 12, (40, layer.units)).astype(np.float32)  # many ties
    tops = Tops(layer)
    for number, row in enumerate(values):
        tops.add(number, Maxima(row, np.full((layer.units, 2), number, np.int32), (999, 999)))
    result = tops.found()
    for unit in range(layer.units):
        order = sorted((n for n in range(40) if values[n, unit] > 0), key=lambda n, u=unit: -values[n, u])[:9]
        there = np.isfinite(result.values[unit])
        assert result.pictures[unit][there].tolist() == order
        assert result.positions[unit][there][:, 1].tolist() == order


def test_fewer_pictures_give_fewer_patches(pictures):
    few = scanned(pictures[1:4])
    cut = patches(few, "relu4_3", range(512))
    assert max(len(one) for one in cut.values()) == 3
    assert min(len(one) for one in cut.values()) == 0  # some units are silent in three small pictures


def test_unreadable_pictures_are_named_and_left_out(pictures, tmp_path):
    broken, text = tmp_path / "broken.jpg", tmp_path / "text.png"
    broken.write_bytes(STYLES[0].read_bytes()[:2000])
    text.write_text("no picture")
    Image.new("RGB", (2000, 20)).save(tmp_path / "thin.png")
    result = scanned([broken, pictures[1], text, tmp_path / "gone.jpg", tmp_path / "thin.png"])
    assert [source for source, _ in result.unusable] == [broken, text, tmp_path / "gone.jpg", tmp_path / "thin.png"]
    assert "damaged" in result.unusable[0][1]
    assert "too elongated" in result.unusable[3][1]
    assert result.usable == 1
    with pytest.raises(MissingInputError, match="None of the 1 pictures"):
        scanned([text])
    with pytest.raises(MissingInputError, match="No picture was given"):
        scanned([])


def test_a_picture_that_changed_since_is_left_out(tmp_path):
    for number, path in enumerate(STYLES[:3]):
        shutil.copy(path, tmp_path / f"{number}.jpg")
    one = scanned(pictures_in(tmp_path, nested=True))
    shutil.copy(STYLES[5], tmp_path / "1.jpg")
    (tmp_path / "2.jpg").unlink()
    unit = one.found["relu2_1"].strongest(1)[0]
    assert [patch.source.name for patch in patches(one, "relu2_1", [unit])[unit]] == ["0.jpg"]


@pytest.mark.parametrize(
    ("given", "what"),
    [({"layers": ("conv9_9",)}, "no layer 'conv9_9'"), ({"network": "vgg11"}, "network"), ({"size": 10**6}, "size")],
)
def test_what_does_not_exist_is_refused_before_a_picture_is_read(given, what):
    with pytest.raises(OptionError, match=what):
        scanned(["nowhere.jpg"], UnitsOptions(**given))


def test_layers_that_were_not_looked_at_and_units_that_are_not_there(found):
    with pytest.raises(OptionError, match="layer"):
        patches(found, "relu3_3", [1])
    with pytest.raises(OptionError, match="unit of relu2_1 is 128; give a whole number from 0 to 127"):
        patches(found, "relu2_1", [128])


def test_the_face_encoder_sees_faces_and_says_where_there_is_none():
    result = scanned(
        [weights_cache.sample(name) for name in ("obama", "coffee", "biden")],
        UnitsOptions(network="facenet-128", layers=("conv2d_4b", "repeat_1.1")),
    )
    assert "No face was found" in result.unusable[0][1]
    unit = result.found["conv2d_4b"].strongest(1)[0]
    assert {patch.pixels.shape for patch in patches(result, "conv2d_4b", [unit])[unit]} == {(31, 31, 3)}
    with pytest.raises(NoFaceError):
        unit_map(images.load(weights_cache.sample("coffee")), "facenet-128", "conv2d_4b", unit)


def test_a_pass_that_is_closed_ends(pictures):
    work = scan(pictures, SMALL)
    assert next(work).done == 0
    work.close()
    assert list(work) == []


def test_cutting_beyond_every_border():
    pixels = np.full((4, 5, 3), 7, np.uint8)
    patch = cut_out(pixels, (-1, -2, 7, 6))
    assert patch.shape == (8, 8, 3)
    assert (patch[2:6, 1:6] == 7).all()
    patch[2:6, 1:6] = 128
    assert (patch == 128).all()


def test_the_figure_has_a_row_for_each_layer_and_a_block_for_each_unit(found):
    cut = {layer: patches(found, layer, found.found[layer].strongest(4)) for layer in SMALL.layers}
    drawn = sheets.figure(cut, tile=20)
    assert drawn.shape[1] > 4 * 3 * 20
    assert drawn.shape[0] > 2 * 3 * 20
    block = sheets.nine(cut["relu4_3"][next(iter(cut["relu4_3"]))], tile=92)
    first = next(iter(cut["relu4_3"].values()))[0].pixels
    assert np.array_equal(block[:92, :92], first)


def test_thin_pictures_are_refused_by_name():
    with pytest.raises(PictureTooSmallError, match="too elongated"):
        look_into("vgg16").seen(images.Picture("a.png", np.zeros((20, 2000, 3), np.uint8), 2000, 20, "x"), 224)
