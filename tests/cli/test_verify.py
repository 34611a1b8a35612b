"""The command `verify` with a report."""

from __future__ import annotations

from PIL import Image


def test_a_report_is_written_beside_the_answer(run, small_path, tmp_path):
    path = tmp_path / "report.png"
    status, answer, _ = run("verify", small_path("obama"), small_path("obama2"), "--report", path, "--json")
    assert (status, answer["same"], answer["report"]) == (0, True, str(path))
    assert Image.open(path).size == (1653, 2338)


def test_a_report_that_cannot_be_written_is_refused_before_the_work(run, small_path, tmp_path):
    photos = small_path("obama"), small_path("obama2")
    for path, says in (
        (tmp_path / "report.doc", "ends in none of .pdf, .png"),
        (tmp_path / "nowhere" / "report.pdf", "can't be written"),
    ):
        status, told, error = run("verify", *photos, "--report", path)
        assert (status, told) == (2, "")
        assert says in error
    photo = tmp_path / "a.png"
    Image.open(photos[0]).save(photo)
    status, _, error = run("verify", photo, photos[1], "--report", photo)
    assert status == 2
    assert "the same file as" in error
    assert Image.open(photo).size != (1653, 2338)
