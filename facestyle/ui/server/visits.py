"""What Gradio keeps of each visit, less the description of every component.

Gradio copies the description of each component (some 2,000 on our pages) for every new visit, on the thread that
answers all requests: half a second and several megabytes each. It also writes every result into that copy, where it
stays for an hour: pictures of people too. Only links to a state of the page (`gr.DeepLinkButton`) need it; there are
none.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from gradio.blocks import Blocks
from gradio.state_holder import SessionState


@lru_cache(maxsize=1)  # once in a process
def keep_little() -> None:
    """Let visits that begin from here on keep no description and no result of any component."""
    begin, keep = SessionState.__init__, SessionState.__setitem__

    def __init__(visit: SessionState, blocks: Blocks) -> None:
        # Components are described where they are among these blocks.
        begin(visit, SimpleNamespace(default_config=blocks.default_config, blocks={}))  # type: ignore[arg-type]

    def __setitem__(visit: SessionState, key: int, value: Any) -> None:
        keep(visit, key, value)
        visit.config_values.pop(key, None)

    SessionState.__init__ = __init__  # type: ignore[method-assign, assignment]
    SessionState.__setitem__ = __setitem__  # type: ignore[method-assign]
    SessionState._update_config = lambda *_: None  # type: ignore[method-assign]
    SessionState._update_value_in_config = lambda *_: None  # type: ignore[method-assign]
