"""Figures of the lesson, touched: tau over both distributions, the taps of a filter, and a triplet."""

from __future__ import annotations

import re

import pytest
import torch
from support.tabs import show_tab

from facestyle.faces.siamese.model import triplet_losses
from facestyle.ui.signals import taps

pytestmark = pytest.mark.browser


def test_tau_and_an_output_are_chosen_by_pointing_and_by_keys(visit):
    page = visit(390)
    page.click("#verify-how button")
    figure = page.locator("#verify-drag .fs-touch")
    assert figure.get_attribute("aria-valuetext").startswith("τ = 1.12: ")
    figure.locator("[data-at='20']").hover()
    assert figure.locator(".fs-told").inner_text().startswith("τ = 0.80: ")
    figure.focus()
    page.keyboard.press("ArrowUp")
    assert figure.get_attribute("aria-valuetext").startswith("τ = 0.84: ")
    assert figure.locator("g[data-chosen]:visible").count() == 1
    page.keyboard.press("Home")
    assert "none pass (false accepts)" in figure.locator(".fs-told").inner_text()
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    last = int(figure.get_attribute("aria-valuemax"))
    assert figure.get_attribute("aria-valuenow") == str(last - 10)
    show_tab(page, "#tabs", "1-D and 3-D")
    show_tab(page, "#signals-tabs", "Heartbeat")
    page.click("#signals-how button")
    figure = page.locator("#signals-touch .fs-touch")
    figure.locator("[data-at='3']").hover()
    assert figure.locator(".fs-told").inner_text().startswith("Output 4 = ")
    figure.focus()
    page.keyboard.press("ArrowRight")
    assert figure.get_attribute("aria-valuetext").startswith("Output 5 = ")
    assert figure.locator("g[data-chosen]:visible").count() == 1
    for _ in range(taps.SAMPLES):
        page.keyboard.press("ArrowRight")
    assert figure.get_attribute("aria-valuenow") == figure.get_attribute("aria-valuemax")


def test_the_negative_is_moved_out_of_the_margin_and_l_is_that_of_the_engine(visit):
    page = visit()
    show_tab(page, "#tabs", "Train")
    page.click("#train-how button")
    plane, negative = page.locator(".fs-plane"), page.locator(".fs-plane [data-point=N]")
    plane.locator("svg").scroll_into_view_if_needed()
    states = set()
    for drag in ((0.5, 0.5), (0.45, 0.58), (0.9, 0.9)):  # at A, near to it, in the corner
        box, start = plane.locator("svg").bounding_box(), negative.bounding_box()
        page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + drag[0] * box["width"], box["y"] + drag[1] * box["height"], steps=4)
        page.mouse.up()
        told = plane.locator(".fs-told").inner_text()
        p, n, alpha, loss = map(
            float, re.search(r"max\(([\d.]+) − ([\d.]+) \+ ([\d.]+), 0\) = (\d+\.\d+)", told).groups()
        )
        assert abs(float(triplet_losses(torch.tensor(p), torch.tensor(n), alpha)) - loss) < 0.02
        states.add(plane.get_attribute("data-state"))
    assert {"hard", "easy"} <= states
    negative.focus()
    before = plane.locator(".fs-told").inner_text()
    page.keyboard.press("ArrowLeft")
    assert plane.locator(".fs-told").inner_text() != before
