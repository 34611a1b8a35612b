"""What the gallery keeps for a visitor, beside the people."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class GalleryState:
    """For one visit.

    Attributes:
        keep_thumbnails: whether the visitor asks to keep small pictures of enrolled faces.
        thumbnails: these pictures, as `data:` addresses, by `people.source_of`.
    """

    keep_thumbnails: bool = False
    thumbnails: dict[str, str] = field(default_factory=dict)
