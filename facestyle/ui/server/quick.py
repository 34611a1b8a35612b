"""A start of the page without work that nobody needs: seconds on a small machine.

Gradio writes a type stub for each of its components whenever it is imported (it parses their sources, over a second).
While a page is built it asks Python for the signature of the same few constructors thousands of times, and makes the
web application anew for each part of the page, though only the one that `launch` makes is ever served.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.util
import inspect
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

#: Where Gradio keeps the function that writes stubs, and the function.
_MODULE, _WRITES = "gradio.component_meta", "create_or_modify_pyi"


class _WithoutStubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports that one module of Gradio as it is, and takes the writing of stubs out of it."""

    def __init__(self) -> None:
        self._own: importlib.abc.Loader | None = None

    def find_spec(self, fullname: str, *_where: Sequence[str] | ModuleType | None) -> ModuleSpec | None:
        """The module's own specification, loaded by this; None for all others."""
        if fullname != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            self._own, spec.loader = spec.loader, self
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As its own loader does."""
        assert self._own is not None
        return self._own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """As its own loader does; then nothing writes stubs."""
        assert self._own is not None
        self._own.exec_module(module)
        if hasattr(module, _WRITES):
            setattr(module, _WRITES, lambda *_: None)


def leave_out_stubs() -> None:
    """Let Gradio write no type stubs; it has to be imported after this."""
    if _MODULE not in sys.modules and not any(isinstance(one, _WithoutStubs) for one in sys.meta_path):
        sys.meta_path.insert(0, _WithoutStubs())


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Collect no garbage while the program is loaded: nearly all that is made then stays."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


@contextmanager
def remembering_signatures() -> Iterator[None]:
    """Let Python find the signature of a function once, while Gradio describes the components of a page."""
    plain = inspect.signature

    @functools.cache
    def remembered(function: Any) -> inspect.Signature:
        return plain(function)

    def signature(function: Any, **how: Any) -> inspect.Signature:
        try:
            return plain(function, **how) if how else remembered(function)
        except TypeError:  # it can't be remembered, or has no signature; that is said again
            return plain(function, **how)

    inspect.signature = signature  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.signature = plain


@contextmanager
def building() -> Iterator[None]:
    """Make no web application while a page is built, remember signatures, and collect no garbage."""
    from gradio.routes import App

    makes = App.create_app
    App.create_app = staticmethod(lambda *_, **__: None)  # type: ignore[method-assign, assignment]
    try:
        with without_garbage_collection(), remembering_signatures():
            yield
    finally:
        App.create_app = staticmethod(makes)  # type: ignore[method-assign]
