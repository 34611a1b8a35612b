"""Generated parts are fresh, and the site builds strictly and fetches nothing."""

from __future__ import annotations

import re
import shutil

PAGE = "# Networks\n\n<!-- generated: sources -->\n\nstale\n\n<!-- end -->\n\nwritten by hand\n"


def test_every_generated_part_is_fresh(generate, capsys):
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_page_is_named_and_written(generate, tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    monkeypatch.setattr(generate, "HOUSE", tmp_path)
    monkeypatch.setattr(generate, "PAGES", (page,))
    assert generate.main(["--check"]) == 1
    assert "page.md is stale" in capsys.readouterr().err
    assert page.read_text() == PAGE
    assert generate.main([]) == 0
    text = page.read_text()
    assert "`vgg16`" in text
    assert "stale" not in text
    assert "written by hand" in text
    assert generate.main(["--check"]) == 0


def test_the_site_builds_and_asks_no_other_server(build, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "BUILD", tmp_path)
    monkeypatch.setattr(build, "PAGES", tmp_path / "pages")
    assert build.main() == 0
    pages = list((tmp_path / "site").rglob("*.html"))
    assert pages
    for page in pages:
        loaded = re.findall(r"<(?:script|img|link)\b[^>]*(?:src|href)=\"?(https?:[^\" >]+)", page.read_text("utf-8"))
        assert loaded == [], page.name
    for sheet in (tmp_path / "site").rglob("*.css"):
        assert "url(http" not in sheet.read_text("utf-8")


def test_a_broken_link_fails_the_build(build, tmp_path, monkeypatch, capfd):
    house = tmp_path / "house"
    for folder in ("docs", "assets/styles"):
        shutil.copytree(build.HOUSE / folder, house / folder)
    for name in build.FROM_THE_TOP:
        if (build.HOUSE / name).is_file():
            shutil.copy(build.HOUSE / name, house)
    with (house / "docs" / "verify.md").open("a") as page:
        page.write("\n[nowhere](nowhere.md)\n")
    monkeypatch.setattr(build, "HOUSE", house)
    monkeypatch.setattr(build, "BUILD", tmp_path)
    monkeypatch.setattr(build, "PAGES", tmp_path / "pages")
    assert build.main() == 1
    assert "nowhere.md" in capfd.readouterr().err
