"""Networks that are loaded once, alone on the device; who asks again waits for nobody."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

from facestyle.compute.device import alone

_Given = ParamSpec("_Given")
_Loaded = TypeVar("_Loaded")


class Once(Generic[_Given, _Loaded]):
    """Keeps what a function has loaded: `functools.lru_cache`, but two who come first don't load it twice.

    Args:
        load: called while nobody else uses the device; what it raises is not kept.
        most: how many results are kept; the one that was asked for longest ago goes first.
    """

    def __init__(self, load: Callable[_Given, _Loaded], most: int) -> None:
        self._load, self._most = load, most
        self._kept: OrderedDict[Hashable, _Loaded] = OrderedDict()
        self._guard = threading.Lock()
        update_wrapper(self, load)

    def __call__(self, *args: _Given.args, **options: _Given.kwargs) -> _Loaded:
        """Return what was loaded for these arguments."""
        asked = (args, tuple(sorted(options.items())))
        found = self._found(asked)
        if found is None:
            with alone():
                found = self._found(asked)  # loaded by another, while this one waited
                if found is None:
                    found = [self._load(*args, **options)]
                    self._keep(asked, found[0])
        return found[0]

    def has(self, *args: _Given.args, **options: _Given.kwargs) -> bool:
        """Whether a call would load nothing."""
        return self._found((args, tuple(sorted(options.items())))) is not None

    def cache_clear(self) -> None:
        """Forget all."""
        with self._guard:
            self._kept.clear()

    def _found(self, asked: Hashable) -> list[_Loaded] | None:
        with self._guard:
            if asked not in self._kept:
                return None
            self._kept.move_to_end(asked)
            return [self._kept[asked]]

    def _keep(self, asked: Hashable, loaded: _Loaded) -> None:
        with self._guard:
            self._kept[asked] = loaded
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def once(most: int = 1) -> Callable[[Callable[_Given, _Loaded]], Once[_Given, _Loaded]]:
    """Decorate a function that loads a network: see `Once`."""
    return lambda load: Once(load, most)
