"""A visitor who writes their own requests, and pictures that no camera makes."""

from __future__ import annotations

import json
import struct
import zlib

import httpx

PNG = b"\x89PNG\r\n\x1a\n"


class Caller:
    """A visitor who writes their own requests."""

    def __init__(self, address: str, session: str) -> None:
        self.http = httpx.Client(base_url=address.rstrip("/") + "/gradio_api", timeout=120)
        self.session = session

    def upload(self, name: str, data: bytes) -> dict:
        answer = self.http.post("/upload", files={"files": (name, data)})
        answer.raise_for_status()
        return {"path": answer.json()[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def post(self, path: str, body: bytes | str) -> httpx.Response:
        return self.http.post(path, content=body, headers={"content-type": "application/json"})

    def call(self, event: str, *values) -> tuple[str, object]:
        """How the last event of a call is named, and its data."""
        body = json.dumps({"data": values, "session_hash": self.session})
        started = self.post(f"/call/{event}", body)
        if started.status_code != 200:
            return "refused", started.text
        kind, data = "", None
        with self.http.stream("GET", f"/call/{event}/{started.json()['event_id']}") as lines:
            for line in lines.iter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    data = json.loads(line.removeprefix("data: "))
        return kind, data

    def problem(self, event: str, *values) -> str:
        kind, data = self.call(event, *values)
        assert kind in ("error", "refused"), data
        said = str(data)
        assert "Traceback" not in said
        return said


def png_of(width: int, height: int) -> bytes:
    """A PNG of one colour that would be `width` x `height` pixels large, in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
