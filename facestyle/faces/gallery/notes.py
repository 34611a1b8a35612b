"""What enrolment notes of pictures that are not enrolled, so that the next run need not encode them again.

Notes hold digests and sentences; they hold no encodings, since such a picture may show a stranger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Aside:
    """A person's pictures that were kept aside.

    Attributes:
        of: names the pictures among which this was decided; others may tell more.
        reasons: the reason, by the digest of the picture: a code and a sentence.
    """

    of: str
    reasons: Mapping[str, str]


@dataclass
class Notes:
    """What is known of pictures that are not enrolled.

    Attributes:
        refused: why pictures can't be used at all: the reason, by digest.
        aside: doubtful pictures, by person.
    """

    refused: dict[str, str] = field(default_factory=dict)
    aside: dict[str, Aside] = field(default_factory=dict)
