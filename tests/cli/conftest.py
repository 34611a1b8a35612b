"""What tests of several commands share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from facestyle.cli.main import main


@pytest.fixture
def run(capsys):
    """Run a command here: `run("enrol", folder, "-o", file)` gives exit status, JSON or text, and stderr."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        told = capsys.readouterr()
        parsed = json.loads(told.out) if "--json" in arguments and told.out else told.out
        return ended.value.code, parsed, told.err

    return run


@pytest.fixture
def folder_of(tmp_path, small_path):
    """A folder of people from small samples: `folder_of({"Ann/1.jpg": "obama"})`."""

    def folder_of(pictures: dict[str, str], name: str = "people") -> Path:
        for where, sample in pictures.items():
            path = tmp_path / name / where
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(small_path(sample).read_bytes())
        return tmp_path / name

    return folder_of
