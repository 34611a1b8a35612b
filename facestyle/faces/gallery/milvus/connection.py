"""A client of a store: a Milvus server, or Milvus Lite, which is started in this process."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from facestyle.errors import StoreError

#: Seconds for a server to answer at first.
SECONDS = 5.0
#: A server that was away is asked again at once: channels of gRPC share what they last knew of it otherwise.
_OPTIONS = {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 2000,
}


def client(address: str, shown: str, token: str, ca: Path | None) -> Any:
    """Return a `MilvusClient` that is connected.

    Args:
        address: http://..., https://... or FILE.db.
        shown: the address as people may read it.
        token: user:password or an API key.
        ca: certificate of the authority that has signed the server's; the system's where not given.

    Raises:
        StoreError: pymilvus is not installed, or nothing answers there.
    """
    try:
        import pymilvus
    except ImportError as problem:
        raise StoreError(
            f"The store {shown} needs pymilvus, which is not installed; run pip install 'facestyle[cluster]', or let "
            "galleries live in memory."
        ) from problem
    for name in ("pymilvus", "milvus_lite", "grpc._server"):  # they log with tracebacks what is told in a sentence
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    secure = {"server_pem_path": str(ca)} if ca is not None else {}
    try:
        return pymilvus.MilvusClient(address, token=token, timeout=SECONDS, grpc_options=_OPTIONS, **secure)
    except Exception as problem:  # of pymilvus, gRPC and the system, which share no base
        if "://" in address:
            raise StoreError(
                f"The store {shown} can't be reached or refuses; check that Milvus runs there, its address, the token "
                f"and the certificate. It says: {reason(problem)}"
            ) from problem
        raise StoreError(
            f"The store {shown} can't be opened: another process has it open, its folder is absent, or it is no store. "
            "End the other process, or serve the store to both and give its address."
        ) from problem


def lost(problem: Exception) -> bool:
    """Whether a server has to be connected to anew: it was away, or was started again and has nothing loaded."""
    told = reason(problem)
    signs = ("UNAVAILABLE", "DEADLINE_EXCEEDED", "Fail connecting", "closed channel", "load")
    return not hasattr(problem, "code") or any(sign in told for sign in signs)


def reason(problem: Exception) -> str:
    """What a problem says, in one short line."""
    return " ".join(str(getattr(problem, "message", "") or problem).split())[:200] or type(problem).__name__
