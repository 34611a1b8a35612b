"""A batch of photographs: the same unknown person in several of them is named once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from facestyle.errors import MissingInputError, NameRefusedError, OptionError
from facestyle.ui.identify.batch import name_group, unknown_people
from facestyle.ui.shared.session import Session


@pytest.fixture(scope="module")
def photos(tmp_path_factory, sample_path):
    """Uploads: Obama three times, once beside Biden, the astronaut, and no face."""
    folder = tmp_path_factory.mktemp("batch")
    paths = []
    for number, names in enumerate((("obama",), ("obama2", "biden"), ("obama3",), ("astronaut",), ("coffee",))):
        tiles = [Image.open(sample_path(name)).convert("RGB").resize((320, 400)) for name in names]
        row = Image.new("RGB", (320 * len(tiles), 400))
        for place, tile in enumerate(tiles):
            row.paste(tile, (320 * place, 0))
        paths.append(folder / f"IMG_{number}.png")
        row.save(paths[-1])
    return [str(path) for path in paths]


def test_the_same_unknown_person_in_several_photographs_is_named_at_once(photos):
    session = Session()
    session.gallery.remove("Barack Obama")
    data, card, _, _ = unknown_people(session, photos)
    assert [(one["group"], one["photographs"]) for one in data] == [(1, 3), (2, 1)]
    assert [(face["photo"], face["face"]) for face in data[0]["faces"]] == [
        ("IMG_0.png", 1), ("IMG_1.png", 1), ("IMG_2.png", 1)
    ]  # fmt: skip
    for told in (
        "5 photographs: 1 unknown person in more than one",
        "The same unknown person, 3 photographs",
        "Joe Biden: in 1 photograph.",
        "1 unknown face, in only one photograph",
        "No face was found in IMG_4.png",
    ):
        assert told in card, told
    assert not any(Path(one).exists() for one in photos)
    with pytest.raises(NameRefusedError):
        name_group(session, 1, "")
    people, *_, note = name_group(session, 1, "Barack Obama")
    assert (people[-1]["name"], people[-1]["pictures"]) == ("Barack Obama", 3)
    assert "enrolled from 3 photographs" in note
    for wrong in (1, 9, None, "2"):
        with pytest.raises(OptionError, match="no group"):
            name_group(session, wrong, "Ann")
    with pytest.raises(MissingInputError):
        unknown_people(session, [])
