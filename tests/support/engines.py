"""What every engine has to do, wherever its networks run: one set of tests for all of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from facestyle import images
from facestyle.engine.protocol import Engine
from facestyle.errors import OptionError, PictureTooSmallError
from facestyle.faces.detection import detect
from facestyle.faces.distance import distance
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import cut_each_way
from facestyle.faces.encoders.registry import add_trained, encoder_spec
from facestyle.faces.live.names import found
from facestyle.faces.pipeline import encode_faces, encode_found
from facestyle.faces.siamese.data import TrainingData, split_people
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.pictures import encode_crops, variations, views_of
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.images import Picture
from facestyle.inside.compare import compare
from facestyle.inside.maps import standing_out, unit_map
from facestyle.inside.options import UnitsOptions
from facestyle.inside.patches import patches
from facestyle.inside.units import scan
from facestyle.inside.visualise import visualise
from facestyle.style.costs.identity import faces_after
from facestyle.style.descent.costs_of import costs_of
from facestyle.style.film.numbers import film_numbers
from facestyle.style.film.options import FilmOptions
from facestyle.style.instant import instant as passes
from facestyle.style.instant.options import InstantOptions
from facestyle.style.transfer import StyleOptions, stylize
from support.places import STYLES

#: Encodings of one face may differ by so much: faces that pass through a network together round otherwise than alone.
CLOSE = 1e-5
SMALL = StyleOptions(size=64, steps=6)
#: What trainings of the tests learn from, by kind of engine.
TRAININGS: dict[type, TrainingData] = {}


def same_faces(ours, theirs) -> None:
    """Faces, encodings and contracts are those of others."""
    for one, other in zip(ours, theirs, strict=True):
        # Another number of threads rounds otherwise: a box may differ by a thousandth of a pixel.
        assert one.face.box == pytest.approx(other.face.box, abs=1e-3)
        assert np.abs(one.encoding - other.encoding).max() < CLOSE
        assert (one.contract, one.flaws) == (other.contract, other.flaws)
        assert one.quality == pytest.approx(other.quality, abs=1e-4)


class Contract:
    """The tests; a class of them has a fixture `engine`."""

    def test_faces_and_encodings_are_those_of_the_pipeline(self, engine: Engine, sample):
        pictures = [sample(name) for name in ("obama", "china", "biden", "obama2")]
        ours, theirs = engine.encode(pictures, DEFAULT_ENCODER), encode_faces(pictures, DEFAULT_ENCODER)
        assert [len(faces) for faces in ours] == [len(faces) for faces in theirs]
        assert ours[1] == ()
        for one, other in zip(ours, theirs, strict=True):
            same_faces(one, other)

    def test_verdicts_are_those_of_the_pipeline(self, engine: Engine, sample):
        pictures = [sample(name) for name in ("obama", "obama2", "biden")]
        verdicts = []
        for encoded in (engine.encode(pictures, DEFAULT_ENCODER), encode_faces(pictures, DEFAULT_ENCODER)):
            anchor, *others = (faces[0].encoding for faces in encoded)
            verdicts.append([distance(anchor, other) <= encoder_spec(DEFAULT_ENCODER).tau for other in others])
        assert verdicts == [[True, False], [True, False]]

    def test_who_asks_at_the_same_time_gets_their_own_answer(self, engine: Engine, sample):
        names = ["obama", "biden", "astronaut", "obama2"] * 4
        alone = {name: encode_faces([sample(name)], DEFAULT_ENCODER)[0] for name in set(names)}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda name: engine.encode([sample(name)], DEFAULT_ENCODER)[0], names))
        for name, faces in zip(names, answers, strict=True):
            same_faces(faces, alone[name])

    def test_a_small_face_of_a_large_file_is_seen_in_all_detail(self, engine: Engine, sample, tmp_path):
        sheet = images.Image.new("RGB", (4800, 3600), "grey")
        sheet.paste(sample("obama").image().resize((320, 400)), (700, 900))
        sheet.save(tmp_path / "large.jpg", quality=92)
        picture = images.load(tmp_path / "large.jpg")
        assert picture.source == tmp_path / "large.jpg"
        [ours], [theirs] = engine.encode([picture], DEFAULT_ENCODER), encode_faces([picture], DEFAULT_ENCODER)
        assert len(theirs) == 1
        same_faces(ours, theirs)

    def test_a_trained_encoder_that_this_process_knows_encodes(self, engine: Engine, sample):
        numbers = encoder_spec(DEFAULT_ENCODER).numbers
        turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(numbers, numbers)))
        spec = replace(encoder_spec(DEFAULT_ENCODER), name="turned", base=DEFAULT_ENCODER, map_digest="t")
        add_trained(spec, turn.astype(np.float32))
        [ours], [theirs] = engine.encode([sample("obama")], "turned"), encode_faces([sample("obama")], "turned")
        assert ours[0].contract == spec.contract
        same_faces(ours, theirs)

    def test_errors_of_ours_come_as_themselves(self, engine: Engine, sample):
        with pytest.raises(OptionError, match="The encoder 'eigenfaces' is unknown"):
            engine.encode([sample("obama")], "eigenfaces")
        long = Picture.from_array(np.zeros((16, 2000, 3), np.uint8), "a ribbon")
        with pytest.raises(PictureTooSmallError, match="a ribbon"):
            next(engine.stylize(long, [sample("china")], SMALL))
        with pytest.raises(PictureTooSmallError, match="a ribbon"):
            engine.instant(long, [sample("china")], InstantOptions(size=64))

    def test_faces_are_found_as_here(self, engine: Engine, sample):
        picture = sample("obama")
        faces = detect(picture)
        assert engine.detect(picture) == faces
        assert engine.glance(picture) == found(picture)
        pairs = [(picture, face) for face in faces]
        same_faces(engine.encode_found(pairs, DEFAULT_ENCODER), encode_found(pairs, DEFAULT_ENCODER))
        assert engine.encode_found([], DEFAULT_ENCODER) == []

    def test_a_restyling_is_the_one_that_runs_here(self, engine: Engine, sample):
        pair = sample("china"), [images.load(STYLES / "mosaic.jpg")]
        ours, theirs = list(engine.stylize(*pair, SMALL)), list(stylize(*pair, SMALL))
        assert [step.iteration for step in ours] == list(range(SMALL.steps + 1))
        assert [step.total_cost for step in ours] == pytest.approx([step.total_cost for step in theirs], rel=1e-3)
        assert ours[-1].last
        assert np.abs(ours[-1].picture.astype(int) - theirs[-1].picture).mean() < 1
        assert ours[-1].machine == theirs[-1].machine
        assert ours[-1].picture.flags.writeable

    def test_a_restyling_that_is_left_makes_room_for_the_next(self, engine: Engine, sample):
        pair = sample("china"), [images.load(STYLES / "mosaic.jpg")]
        with closing(engine.stylize(*pair, StyleOptions(size=256, steps=1000))) as steps:
            assert [next(steps).iteration for _ in range(3)] == [0, 1, 2]
        assert list(engine.stylize(*pair, SMALL))[-1].last

    def test_what_is_painted_in_one_pass_is_what_is_painted_here(self, engine: Engine, sample):
        content, style, options = sample("china"), images.load(STYLES / "mosaic.jpg"), InstantOptions(size=96)
        made, here = engine.instant(content, [style], options), passes.instant(content, [style], options)
        assert np.abs(made.picture.astype(int) - here.picture).max() <= 1
        numbers = engine.style_numbers(style)
        assert numbers == pytest.approx(passes.style_numbers(style), abs=1e-4)
        small = np.ascontiguousarray(here.picture[:64, :64])
        [one] = engine.painted(small[None], numbers)
        assert np.abs(one.astype(int) - passes.painted(small[None], numbers)[0]).max() <= 1
        assert engine.paint_each(small, [style, style]).shape == (2, 64, 64, 3)

    def test_what_is_measured_is_what_is_measured_here(self, engine: Engine, sample):
        content, style = sample("obama"), images.load(STYLES / "mosaic.jpg")
        made = passes.instant(content, [style], InstantOptions(size=256)).picture
        ours, theirs = (ask(made, content, [style], StyleOptions()) for ask in (engine.costs, costs_of))
        assert ours.total == pytest.approx(theirs.total, rel=1e-3)
        faces = detect(content)
        [after], [here] = engine.faces_after(content, faces, made), faces_after(content, faces, made)
        assert (after.found, after.same, after.box) == (here.found, here.same, here.box)
        assert after.distance == pytest.approx(here.distance, abs=1e-4)

    def test_the_numbers_of_a_film_are_those_that_are_found_here(self, engine: Engine, sample):
        styles, seen = [images.load(STYLES / "mosaic.jpg")], [sample("china").pixels[:96, :128]]
        for seen_of_it, options in (([], FilmOptions()), (seen, FilmOptions(strength=0.5, keep_colors="matched"))):
            ours = engine.film_numbers(seen_of_it, styles, options)
            assert ours == pytest.approx(film_numbers(seen_of_it, styles, options), abs=1e-4)

    @pytest.mark.parametrize("network", ["vgg16", "facenet-128"])
    def test_units_see_what_they_see_here(self, engine: Engine, sample, tmp_path, network):
        files = []
        for name in ("obama", "biden", "astronaut"):
            files.append(tmp_path / f"{name}.png")
            sample(name).image().save(files[-1])
        options = UnitsOptions(network=network, size=96)
        (*_, ours), (*_, theirs) = scan(files, options, look=engine), scan(files, options)
        found, layer = theirs.scan.found, options.layers[2]
        assert ours.scan.found[layer].values == pytest.approx(found[layer].values, rel=0.02, abs=0.02)
        units = found[layer].strongest(3)
        cut, here = patches(theirs.scan, layer, units, engine), patches(theirs.scan, layer, units)
        for unit in units:
            assert len(cut[unit]) == 3
            assert all(
                np.array_equal(one.pixels, other.pixels) for one, other in zip(cut[unit], here[unit], strict=True)
            )

    def test_a_unit_fires_where_it_fires_here(self, engine: Engine, sample):
        asked = sample("china"), "vgg16", "relu3_3", 7
        ours, theirs = engine.unit_map(*asked), unit_map(*asked)
        assert (ours.position, ours.box, ours.layer) == (theirs.position, theirs.box, theirs.layer)
        assert ours.strongest == pytest.approx(theirs.strongest, rel=1e-3)
        ours, theirs = (
            ask(sample("obama"), "facenet-128", ["conv2d_4b"]) for ask in (engine.standing_out, standing_out)
        )
        assert ours["conv2d_4b"][0] == theirs["conv2d_4b"][0]
        with pytest.raises(OptionError, match="no layer 'relu9_9'"):
            engine.unit_map(sample("china"), "vgg16", "relu9_9", 0)

    def test_what_excites_a_unit_is_what_excites_it_here(self, engine: Engine):
        ours, theirs = list(engine.visualise("vgg16", "relu1_2", 5)), list(visualise("vgg16", "relu1_2", 5))
        assert [step.iteration for step in ours] == [step.iteration for step in theirs]
        assert ours[-1].activation == pytest.approx(theirs[-1].activation, rel=0.02)
        with closing(engine.visualise("vgg16", "relu5_3", 5)) as steps:
            assert next(steps).iteration == 0

    def test_what_costs_compare_is_what_they_compare_here(self, engine: Engine, sample):
        pictures = sample("china"), images.load(STYLES / "mosaic.jpg"), sample("china")
        for ours, theirs in zip(engine.compare(*pictures), compare(*pictures), strict=True):
            assert (ours.layer, ours.content_cost) == (theirs.layer, theirs.content_cost)
            assert ours.style_cost == pytest.approx(theirs.style_cost, rel=1e-3)

    def test_pictures_for_a_training_are_seen_as_here(self, engine: Engine, sample):
        pictures = [sample("obama"), sample("china"), sample("biden")]
        ours, theirs = (see(pictures, DEFAULT_ENCODER, 20, True) for see in (engine.views, views_of))
        assert [one is None for one in ours] == [one is None for one in theirs] == [False, True, False]
        for one, other in ((ours[0], theirs[0]), (ours[2], theirs[2])):
            assert np.abs(one.encodings - other.encodings).max() < CLOSE
            assert np.array_equal(one.thumbnails, other.thumbnails)
            assert one.contract == other.contract

    def test_a_training_is_the_one_that_runs_here(self, engine: Engine, training):
        split, options = split_people(training.names), TrainOptions(steps=20)
        ours, theirs = list(engine.train(training, split, options)), list(train_in_stages(training, split, options))
        assert [(step.step, step.done) for step in ours] == [(step.step, step.done) for step in theirs]
        assert [step.cost for step in ours] == pytest.approx([step.cost for step in theirs], rel=1e-3)
        assert np.abs(ours[-1].model.matrix - theirs[-1].model.matrix).max() < 1e-3

    @pytest.mark.parametrize("kind", ["triplet", "binary-l1"])
    def test_a_training_that_is_stopped_gives_what_it_has_learned(self, engine: Engine, training, kind):
        options, seen = TrainOptions(kind=kind, steps=5000), []
        for step in engine.train(training, split_people(training.names), options, lambda: len(seen) > 3):
            seen.append(step)
        assert seen[-1].done
        assert seen[-1].model.kind == kind
        assert seen[-1].step < 5000

    @pytest.fixture
    def training(self, engine: Engine, sample):
        """Views of two people, encoded by the engine, once for each kind."""
        if type(engine) in TRAININGS:
            return TRAININGS[type(engine)]
        crops, names = [], []
        for name in ("obama", "biden"):
            [face] = detect(sample(name))
            for way in variations(cut_each_way(sample(name), face, encoder_spec(DEFAULT_ENCODER))[0])[:3]:
                crops.append([way] * len(encoder_spec(DEFAULT_ENCODER).crops))
                names.append(name)
        made, here = engine.encode_crops(crops, names, 20), encode_crops(crops, names, 20)
        assert np.abs(made.degraded - here.degraded).max() < CLOSE
        TRAININGS[type(engine)] = made
        return made
