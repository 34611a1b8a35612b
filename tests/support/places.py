"""Where the tests find the project and its development data."""

from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
STYLES = HOUSE / "assets" / "styles"
SHARED = HOUSE.parent / "shared" / "data"
