"""Which addresses are stores. Nothing heavy is imported here: settings are read before anything else."""

from __future__ import annotations

import re


def is_store(address: str) -> bool:
    """Whether an address is that of a store: http://..., https://... or FILE.db.

    >>> [is_store(one) for one in ("people.db", "https://milvus:19530", "crew.facestyle", "memory")]
    [True, True, False, False]
    """
    return address.endswith(".db") or address.startswith(("http://", "https://"))


def shown(address: str) -> str:
    """An address as people may read it: without a user and a password.

    >>> shown("https://ann:secret@milvus:19530")
    'https://milvus:19530'
    """
    return re.sub(r"//[^/]*@", "//", address)
