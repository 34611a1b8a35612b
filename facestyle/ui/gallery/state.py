"""What the gallery keeps of a visitor, beside the people."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class GalleryState:
    """For one visit.

    Attributes:
        keep_thumbnails: whether the visitor asked to keep small pictures of those enrolled.
        thumbnails: these, as data, by `people.source_of`.
    """

    keep_thumbnails: bool = False
    thumbnails: dict[str, str] = field(default_factory=dict)
