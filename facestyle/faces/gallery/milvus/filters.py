"""The filter of every query about people: it names one gallery, and holds nothing that anybody has typed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from facestyle.errors import OptionError

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """Return a random id for a gallery: 128 bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def checked_id(gallery: object) -> str:
    """Return the id of a gallery.

    Raises:
        OptionError: it is not 32 hexadecimal digits in small letters.
    """
    if not isinstance(gallery, str) or not _ID.fullmatch(gallery):
        raise OptionError(f"The gallery {str(gallery)[:40]!r} has no id of a store; give 32 digits from 0-9 and a-f.")
    return gallery


def of_gallery(
    gallery: str,
    *,
    places: Iterable[int] | None = None,
    numbers: Iterable[int] | None = None,
) -> str:
    """Return the filter for the rows of one gallery; every search, query and deletion of people has it.

    Args:
        gallery: its id.
        places: only rows of the people in these places.
        numbers: only rows of these numbers.

    Raises:
        OptionError: that is no id.

    >>> of_gallery("0" * 32, places=[3, 4])
    'gallery == "00000000000000000000000000000000" and place in [3, 4]'
    """
    terms = [f'gallery == "{checked_id(gallery)}"']
    for field, values in (("place", places), ("number", numbers)):
        if values is not None:
            terms.append(f"{field} in [{', '.join(str(int(value)) for value in values)}]")
    return " and ".join(terms)
