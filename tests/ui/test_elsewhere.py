"""Several apps behind one proxy: a visitor is led back to theirs, and no other one answers in its place."""

from __future__ import annotations

import httpx
import pytest
from support.places import HOUSE

from facestyle.ui import elsewhere
from facestyle.ui.server.settings import settings
from facestyle.ui.shared import words


@pytest.fixture
def _named_b(monkeypatch):
    named = settings().model_copy(update={"app": "b"})
    monkeypatch.setattr(elsewhere, "settings", lambda: named)


def test_an_app_without_a_name_sets_no_cookie_and_answers_everybody(address):
    assert "facestyle_app" not in httpx.get(address).cookies
    assert httpx.get(f"{address}gradio_api/info", headers={"cookie": "facestyle_app=a"}).status_code == 200


@pytest.mark.usefixtures("_named_b")
def test_an_app_with_a_name_leads_its_visitors_back_to_it(address):
    for path in ("", "zh", ""):  # kept documents too
        [cookie] = httpx.get(f"{address}{path}").headers.get_list("set-cookie")
        assert cookie == "facestyle_app=b; Path=/; HttpOnly; SameSite=Lax"


@pytest.mark.usefixtures("_named_b")
def test_what_belongs_to_a_visit_of_another_app_is_refused(address):
    theirs, ours = {"cookie": "x=1; facestyle_app=a"}, {"cookie": "x=1; facestyle_app=b"}
    refused = httpx.post(f"{address}gradio_api/queue/join", json={}, headers=theirs)
    assert refused.status_code == 502
    assert refused.json()["detail"] == words.ELSEWHERE
    for path in ("", "gradio_api/app_id", "theme.css"):  # what leads the visitor here
        assert httpx.get(f"{address}{path}", headers=theirs).status_code == 200
    for headers in (ours, {}, {"cookie": '; ;="facestyle_app'}):
        assert httpx.get(f"{address}gradio_api/info", headers=headers).status_code == 200


def test_the_proxy_says_the_same():
    assert words.ELSEWHERE in (HOUSE / "deploy" / "nginx-two.conf").read_text(encoding="utf-8")
