"""Who reads Chinese gets the page in Chinese, and can choose."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_chinese_browser_lands_on_the_chinese_page_and_the_switch_leads_back(chromium, address):
    context = chromium.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}?tab=verify&__theme=dark")
    page.wait_for_selector("#verify-run")
    assert page.url == f"{address}zh?tab=verify&__theme=dark"
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("#verify-run")).to_have_text("比较")
    assert "人脸" in page.title()

    # Gradio's own words, and what a handler answers, are of the page's language.
    page.locator("#verify-a").get_by_label("移除图片").click()
    expect(page.locator("#verify-a")).to_contain_text("将图像拖放到此处")
    page.locator("#verify-run").click()
    expect(page.locator("#verify-result")).to_contain_text("缺少照片 A")

    english = page.locator("#fs-language a[data-language=en]")
    box = english.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    english.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}?tab=verify&__theme=dark")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#verify-run")).to_have_text("Compare")
    page.goto(address)  # the choice is remembered
    page.wait_for_selector("#verify-run")
    assert page.url == address
    context.close()
