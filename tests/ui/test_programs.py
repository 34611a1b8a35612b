"""The tools for programs: over MCP, and by the examples of the documentation with curl and gradio_client."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from PIL import Image
from support.faces import TAU
from support.places import HOUSE

TOOLS = {"verify", "faces", "instant", "stylize", "compare_costs"}


def as_text(path) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(path.read_bytes()).decode()}"


@pytest.fixture
def ask(address):
    """Ask a tool over MCP; returns whether it failed, and its contents."""

    def asked(calls):
        async def talk():
            async with (
                streamable_http_client(f"{address}gradio_api/mcp/") as (reads, writes, *_),
                ClientSession(reads, writes) as session,
            ):
                await session.initialize()
                offered = (await session.list_tools()).tools
                return offered, [await session.call_tool(name, given) for name, given in calls]

        with ThreadPoolExecutor(1) as thread:  # in this one the browser's loop may be running
            return thread.submit(anyio.run, talk).result()

    return asked


def test_an_assistant_finds_five_described_tools_and_uses_them(ask, sample_path):
    a, b, coffee = (as_text(sample_path(name)) for name in ("obama", "obama2", "coffee"))
    small = {"content": coffee, "style": a}
    offered, answers = ask([
        ("verify", {"photo_a": a, "photo_b": b}),
        ("faces", {"photo": coffee}),
        ("verify", {"photo_a": a, "photo_b": coffee}),
        ("instant", small),
        ("stylize", {**small, "steps": 2, "size": 64}),
        ("stylize", {**small, "steps": 100_000}),
        ("compare_costs", {**small, "generated": coffee}),
    ])  # fmt: skip
    assert {tool.name for tool in offered} == TOOLS
    for tool in offered:
        assert len(tool.description) > 80, tool.name
        assert all(one["description"] for one in tool.inputSchema["properties"].values()), tool.name
    verdict, no_faces, refused, instant, stylized, too_long, costs = answers
    told = json.loads(verdict.content[0].text)
    assert (told["same"], told["threshold"]) == (True, TAU)
    assert json.loads(no_faces.content[0].text)["faces"] == []
    assert refused.isError
    assert "No face was found in photo_b" in refused.content[0].text
    for painted, side in ((instant, 512), (stylized, 64)):
        with Image.open(io.BytesIO(base64.b64decode(painted.content[0].data))) as picture:
            assert max(picture.size) == side
    assert too_long.isError
    assert "steps is 100000; give a number from 1 to 150" in too_long.content[0].text
    by_layer = json.loads(costs.content[0].text)
    assert len(by_layer) >= 5
    for one in by_layer.values():  # G is C itself
        assert 0 <= one["content_cost"] < one["style_cost"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
def test_the_examples_with_curl_and_gradio_client_hold(address, client, sample_path, tmp_path, monkeypatch):
    from gradio_client import handle_file

    for name, sample in (("a.jpg", "obama"), ("b.jpg", "obama2")):
        shutil.copy(sample_path(sample), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    text = (HOUSE / "docs" / "api.md").read_text(encoding="utf-8")
    tools = text[text.index("## Call a tool") :]
    [script] = re.findall(r"```bash\n(.*?)```", tools, re.DOTALL)
    ran = subprocess.run(
        ["bash", "-c", script.replace("http://127.0.0.1:7860/", address)], capture_output=True, text=True, check=True
    )
    assert "event: complete" in ran.stdout
    assert '"same": true' in ran.stdout
    python = re.findall(r"```python\n(.*?)```", tools, re.DOTALL)[0]
    assert eval(python, {"client": client, "handle_file": handle_file}) is True
