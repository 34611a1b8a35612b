"""Every event of the page through its API, as another program would call it: real networks, real pictures."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import httpx
import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError
from PIL import Image
from support.faces import TAU
from support.places import STYLES

from facestyle.faces.calibration import shipped
from facestyle.faces.gallery.gallery import FPIR
from facestyle.style import features
from facestyle.ui.shared import work as shared_work

SMALL = {"size": 96, "steps": 6}


@pytest.fixture
def photo(small_path):
    return lambda name: handle_file(str(small_path(name)))


def verified(client, a, b, **more):
    return client.predict(photo_a=a, photo_b=b, **more, api_name="/verify")


def value_of(output):
    """The value of an output that came as an update of its component."""
    return output["value"] if isinstance(output, dict) and output.get("__type__") == "update" else output


def style_of(client, photo, **more):
    """Start a restyling."""
    values = {"content": photo("china"), "style": handle_file(str(STYLES / "mosaic.jpg")), **SMALL, **more}
    return client.submit(**values, api_name="/stylize")


def test_verify_answers_as_data_and_as_a_card(client, photo):
    answer, card, formula, *_ = verified(client, photo("obama"), photo("obama2"))
    assert answer["same"] is True
    assert answer["distance"] < answer["threshold"] == TAU
    assert (answer["encoder"], answer["face_a"]) == ("facenet-128", 1)
    assert "Same person" in card
    assert card.count("data:image/jpeg;base64,") == 4  # both crops and both pictures with boxes, and no file
    assert rf"= {answer['distance']:.2f} \le \tau = {TAU:.2f}$$" in formula

    answer, card, *_ = verified(client, photo("obama"), photo("biden"))
    assert answer["same"] is False
    assert "Different people" in card


def test_verify_takes_a_threshold_and_the_number_of_a_face(client, photo, tmp_path, sample):
    answer, *_ = verified(client, photo("obama"), photo("obama2"), threshold=0.1)
    assert answer["same"] is False
    group = Image.new("RGB", (1600, 900))
    for left, name in ((0, "obama"), (800, "biden")):
        group.paste(sample(name).image().crop((0, 0, 800, 900)), (left, 0))
    group.save(tmp_path / "group.png")
    both = handle_file(str(tmp_path / "group.png"))
    for number, same in ((1, True), (2, False)):
        answer, card, *_ = verified(client, photo("obama2"), both, face_b=number)
        assert (answer["same"], answer["face_b"], len(answer["faces_b"])) == (same, number, 2)
        assert f"face {number} of 2 compared" in card


def test_a_visitors_gallery_opens_with_the_sample_people(client):
    people, cards, strip, *_ = client.predict(api_name="/gallery")
    assert [(person["name"], person["pictures"]) for person in people] == [("Barack Obama", 1), ("Joe Biden", 1)]
    assert all(person["quality"] > 0.5 for person in people)
    assert "2 people · 2 stored encodings" in strip
    assert "Barack Obama" in cards


def test_enrol_identify_rename_remove_and_clear(client, photo):
    found = client.predict(photograph=photo("astronaut"), api_name="/identify")[0]
    assert [face["name"] for face in found["faces"]] == [None]
    people, *_ = client.predict(photos=[photo("astronaut")], name="Eileen Collins", api_name="/enrol")
    assert (people[-1]["name"], people[-1]["pictures"]) == ("Eileen Collins", 1)
    found, card, strip = client.predict(photograph=photo("astronaut"), api_name="/identify")
    assert [face["name"] for face in found["faces"]] == ["Eileen Collins"]
    assert found["faces"][0]["distance"] == pytest.approx(0, abs=1e-5)
    assert "Eileen Collins" in card
    assert "2 cache hits" in strip  # enrolled from, and identified again, without another pass through the network

    people, *_ = client.predict(person="Eileen Collins", new_name="E. Collins", api_name="/rename")
    assert people[-1]["name"] == "E. Collins"
    people, *_ = client.predict(person="E. Collins", api_name="/remove")
    assert [person["name"] for person in people] == ["Barack Obama", "Joe Biden"]
    people, cards, *_ = client.predict(api_name="/clear")
    assert people == []
    assert "Nobody yet" in cards
    with pytest.raises(AppError, match="gallery is empty"):
        client.predict(photograph=photo("obama"), api_name="/identify")


def test_many_are_enrolled_at_once_with_names_from_their_files(client, small_path, tmp_path):
    for source, name in (("obama", "ada_lovelace_01.jpg"), ("biden", "Charles Babbage.jpg"), ("china", "scenery.jpg")):
        (tmp_path / name).write_bytes(small_path(source).read_bytes())
    client.predict(api_name="/clear")
    files = [handle_file(str(path)) for path in sorted(tmp_path.iterdir())]
    people, _, _, note, *_ = client.predict(photos=files, name="", api_name="/enrol")
    assert sorted(person["name"] for person in people) == ["Ada Lovelace", "Charles Babbage"]
    assert "2 of 3 pictures enrolled" in note
    assert "No face was found in scenery.jpg" in note


def test_enrolling_a_copy_of_a_sample_leaves_the_page_its_own(client, sample_path, page, address):
    client.predict(photos=[handle_file(str(sample_path("obama2")))], name="", api_name="/enrol")
    shown = next(block for block in page.blocks.values() if getattr(block, "elem_id", None) == "verify-b")
    answer = httpx.get(f"{address.rstrip('/')}/gradio_api/file={shown.value['path']}")
    assert answer.status_code == 200


def test_people_are_merged_pictures_removed_and_removals_undone(client, photo):
    client.predict(photos=[photo("obama2")], name="The president", api_name="/enrol")
    people, *_ = client.predict(person="The president", into="Barack Obama", api_name="/merge")
    assert [(person["name"], person["numbers"]) for person in people] == [("Barack Obama", [1, 2]), ("Joe Biden", [1])]
    people, *_ = client.predict(person="Barack Obama", number=1, api_name="/remove_picture")
    assert people[0]["numbers"] == [2]
    people, *_ = client.predict(api_name="/undo")
    assert people[0]["numbers"] == [1, 2]
    client.predict(api_name="/clear")
    people, *_ = client.predict(api_name="/undo")
    assert len(people) == 2
    with pytest.raises(AppError, match="choose one of 1, 2"):
        client.predict(person="Barack Obama", number=7, api_name="/remove_picture")


def test_a_gallery_goes_out_as_a_file_and_comes_back(visitor, photo, tmp_path):
    one, other = visitor(), visitor()
    one.predict(photos=[photo("astronaut")], name="Eileen Collins", api_name="/enrol")
    file, note, *_ = one.predict(api_name="/export")
    assert "3 people" in note
    data = Path(value_of(file)).read_bytes()
    assert b"JFIF" not in data
    (tmp_path / "people.facestyle").write_bytes(data)
    other.predict(api_name="/clear")
    people, *_ = other.predict(file=handle_file(str(tmp_path / "people.facestyle")), api_name="/import_gallery")
    assert [person["name"] for person in people] == ["Barack Obama", "Joe Biden", "Eileen Collins"]
    found, *_ = other.predict(photograph=photo("astronaut"), api_name="/identify")
    assert found["faces"][0]["name"] == "Eileen Collins"
    (tmp_path / "bad.facestyle").write_bytes(data[:-1] + b"?")
    with pytest.raises(AppError, match=r"bad\.facestyle is damaged"):
        other.predict(file=handle_file(str(tmp_path / "bad.facestyle")), api_name="/import_gallery")


def test_small_pictures_are_kept_only_where_they_are_asked_for(visitor, photo):
    one, other = visitor(), visitor()
    _, cards, *_ = one.predict(photos=[photo("astronaut")], name="Eileen Collins", api_name="/enrol")
    assert "data:image" not in cards
    one.predict(keep=True, api_name="/keep_thumbnails")
    _, cards, strip, *_ = one.predict(photos=[photo("obama3")], name="Barack Obama", api_name="/enrol")
    assert cards.count("data:image") == 1
    assert "the small pictures you asked for" in strip
    assert "data:image" not in other.predict(api_name="/gallery")[1]
    _, cards, strip, *_ = one.predict(keep=False, api_name="/keep_thumbnails")
    assert "data:image" not in cards
    assert "nothing but encodings is kept" in strip


def test_a_calibration_of_ones_own_is_in_force_for_ones_own_visit(visitor, photo, sample, tmp_path):
    one, other = visitor(), visitor()
    files = []
    for name, shown in {"Ada": ("obama", "obama2", "obama3"), "Emmy": ("biden",), "Rosa": ("astronaut",)}.items():
        for number in range(4):
            path = tmp_path / f"{name}_{number}.jpg"
            sample(shown[number % len(shown)]).image().resize((240 + 10 * number, 300)).save(path)
            files.append(handle_file(str(path)))
    made, note, shown, tau, *_ = one.predict(photos=files, encoder="facenet-128", api_name="/calibrate")
    assert (made["pictures"], made["people"], made["left_out"]) == (12, 3, [])
    assert "12 pictures of 3 people" in note
    assert "not enough pairs" in shown
    answer, *_ = verified(one, photo("obama"), photo("biden"))
    elsewhere, *_ = verified(other, photo("obama"), photo("biden"))
    assert answer["probability"] != elsewhere["probability"]
    assert one.predict(encoder="facenet-128", api_name="/verify_threshold_of") == pytest.approx(tau)
    with pytest.raises(AppError, match="at least 10 of each"):
        one.predict(photos=files[:3], encoder="facenet-128", api_name="/calibrate")


def test_what_one_visitor_enrols_no_other_sees(visitor, photo):
    one, other = visitor(), visitor()
    one.predict(photos=[photo("astronaut")], name="Eileen Collins", api_name="/enrol")
    assert len(one.predict(api_name="/gallery")[0]) == 3
    assert len(other.predict(api_name="/gallery")[0]) == 2
    assert other.predict(photograph=photo("astronaut"), api_name="/identify")[0]["faces"][0]["name"] is None


def test_stylize_streams_g_forming_and_hands_over_a_png(client, photo):
    job = style_of(client, photo)
    costs, line, plot, png, slider, formula, film, tiff, *_ = map(value_of, job.result(timeout=120))
    assert Path(film).read_bytes()[4:8] == b"ftyp"
    assert Path(tiff).read_bytes()[:2] in (b"II", b"MM")
    assert costs["iteration"] == costs["steps"] == 6
    parts = costs["content_cost"] + costs["style_cost"] + costs["extra_costs"]["colours"]
    assert costs["total_cost"] == pytest.approx(parts)
    assert "Done in" in line
    assert plot.count("<polyline") == 8
    assert f"{costs['total_cost']:.3g}" in formula
    with Image.open(png) as picture:
        assert (picture.format, picture.size) == ("PNG", (96, 64))
    before, after = slider
    assert before != after
    assert len(job.outputs()) >= 2


def test_a_second_style_is_mixed_in_by_its_share_and_leaves_the_next_run_alone(client, photo):
    second = handle_file(str(STYLES / "swirling-strokes.jpg"))
    pictures = []
    for more in ({"style_2": second, "share": 0.7}, {"style_2": second, "share": 0}, {}):
        png = value_of(style_of(client, photo, **more).result(timeout=120)[3])
        with Image.open(png) as picture:
            pictures.append(np.asarray(picture.convert("RGB")).astype(int))
    mixed, unmixed, alone = pictures
    assert np.abs(mixed - alone).mean() > 3
    assert np.abs(unmixed - alone).max() <= 2
    with pytest.raises(AppError, match="share is 3; give a number from 0 to 1"):
        style_of(client, photo, style_2=second, share=3).result(timeout=120)


def test_a_picture_gives_its_settings_back_and_says_whether_people_are_still_themselves(
    client, photo, sample_path, tmp_path
):
    faces = {"content": handle_file(str(sample_path("obama"))), "size": 160, "identity": 10, "keep_colors": "luminance"}
    costs, line, _, png, _, formula, *_ = map(value_of, style_of(client, photo, **faces).result(timeout=120))
    assert len(costs["faces"]) == 1
    assert "from being detected" in formula
    assert costs["extra_costs"]["identity"] >= 0
    assert "Still recognisable?" in line
    assert ("A larger γ" in line) == (not costs["faces"][0]["same"])
    found = client.predict(picture=handle_file(png), api_name="/settings_of")
    assert found[2:4] == (160, 6)
    assert found[-8:-4] == ("luminance", 0, 10, "good-likeness")
    assert found[-4] in features.number_formats()  # that of the run, and not whatever is fastest later
    Image.new("RGB", (32, 32)).save(tmp_path / "plain.png")
    with pytest.raises(AppError, match="holds no settings"):
        client.predict(picture=handle_file(str(tmp_path / "plain.png")), api_name="/settings_of")


def test_cancel_keeps_the_picture_so_far(client, photo):
    job = style_of(client, photo, size=96, steps=900)
    for _ in job:  # the first state that shows G
        if job.outputs() and job.outputs()[-1][0].get("total_cost"):
            break
    client.predict(api_name="/cancel")
    costs, line, _, png, *_ = map(value_of, job.result(timeout=60))
    assert 0 < costs["iteration"] < 900
    assert "stopped after step" in line
    with Image.open(png) as picture:
        assert picture.format == "PNG"


def test_without_a_threshold_each_question_has_its_own(client, photo):
    answer, *_ = verified(client, photo("obama"), photo("obama2"), threshold=None)
    assert answer["threshold"] == TAU
    _, card, _ = client.predict(photograph=photo("obama3"), threshold=None, api_name="/identify")
    of_two = min(TAU, shipped().gallery_threshold(2, FPIR))
    assert f"up to τ = {of_two:.2f}, for 2 people and 1.0% of strangers named" in card
    found, *_ = client.predict(photograph=photo("obama3"), threshold=None, chance=0.001, api_name="/identify")
    assert found["threshold"] < 1.0
    found, *_ = client.predict(photograph=photo("obama3"), threshold=0.7, chance=0.1, api_name="/identify")
    assert found["threshold"] == 0.7


def test_presets_and_an_encoders_threshold(client):
    assert client.predict(name="bold", api_name="/preset")[:2] == (1.0, 30.0)
    assert client.predict(name="texture", api_name="/preset")[0] == 0.0
    assert client.predict(encoder="facenet-128", api_name="/verify_threshold_of") == TAU
    strict = client.predict(encoder="facenet-128", false_match_rate=1e-4, api_name="/verify_threshold_of")
    assert 0.5 < strict < 1.0
    with pytest.raises(AppError, match="Not enough pairs"):
        client.predict(encoder="vggface2", false_match_rate=0.01, api_name="/verify_threshold_of")


def test_a_network_that_is_absent_is_fetched_with_its_progress_on_the_page(client, photo, monkeypatch):
    told = []

    def ensure(names, progress):
        told.append(list(names))
        for done in range(0, 101, 20):
            progress("archive.tar.gz", done, 100)

    monkeypatch.setattr(shared_work, "weights_cache", SimpleNamespace(absent=list, ensure=ensure))
    job = client.submit(photo_a=photo("obama3"), photo_b=photo("biden"), api_name="/verify")
    assert job.result(timeout=60)[0]["same"] is False
    assert told[0] == ["facenet-128"]
