"""The server that is tried: a process of its own, with a temporary folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that a start and an end may take.
START, END = 180, 40


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        address: where it listens.
        process: its number.
        folder: where it keeps temporary files.
    """

    address: str
    process: int
    folder: Path

    def resident(self) -> int:
        """Bytes of memory that it has resident."""
        for line in Path(f"/proc/{self.process}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise OSError("the server has no resident memory: it has ended")

    def kill(self) -> None:
        """End it as a power cut does."""
        os.kill(self.process, signal.SIGKILL)

    def threads(self) -> int:
        """How many threads it runs."""
        return len(list(Path(f"/proc/{self.process}/task").iterdir()))

    def files(self) -> tuple[int, int]:
        """How many temporary files it holds, and their bytes."""
        sizes = []
        for folder, _, names in os.walk(self.folder):
            for name in names:
                with suppress(OSError):  # it may go meanwhile
                    sizes.append((Path(folder) / name).lstat().st_size)
        return len(sizes), sum(sizes)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(folder: Path, log: Path, more: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`python app.py` on a free port, ready for the first visitor; its output goes to `log`.

    Args:
        folder: an empty one, for its temporary files.
        log: where its output goes.
        more: environment variables.
    """
    files = folder / "temporary"
    files.mkdir()
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name != "GRADIO_TEMP_DIR"}
    environment |= {"TMPDIR": str(files), "GRADIO_SERVER_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False"}
    environment |= more or {}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process)
            yield Server(address, process.pid, files)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise OSError(f"the server ended with {process.returncode} before it answered")
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=10).status_code == 200:
                return
        time.sleep(0.2)
    raise OSError(f"the server did not answer within {START} s")
