"""Starting the server: what it fetches and warms up, and the limits that it runs under."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from starlette.middleware import Middleware

from facestyle import images
from facestyle.compute.memory import trim, use_at_most, use_one_heap
from facestyle.engine.choice import engine
from facestyle.errors import FacestyleError, OptionError
from facestyle.faces.encoders.onnx import onnx_encoder
from facestyle.faces.encoders.registry import check_anywhere
from facestyle.faces.gallery.file import open_gallery
from facestyle.faces.gallery.milvus.address import shown
from facestyle.images import MAX_BYTES
from facestyle.progress import bytes_bar
from facestyle.style.features import fast_features
from facestyle.style.instant.instant import painted, style_numbers
from facestyle.style.instant.options import InstantOptions
from facestyle.style.options import StyleOptions
from facestyle.ui.document import Documents
from facestyle.ui.elsewhere import Elsewhere
from facestyle.ui.gallery import stores
from facestyle.ui.head import head
from facestyle.ui.lean import Lean
from facestyle.ui.server import gpu, leftovers
from facestyle.ui.server.bodies import Bodies
from facestyle.ui.server.headers import Headers
from facestyle.ui.server.origins import Origins
from facestyle.ui.server.rates import Turnstile
from facestyle.ui.server.settings import put, settings, variable
from facestyle.ui.server.waking import FACES
from facestyle.ui.server.watching import Watching
from facestyle.ui.shared import opening, samples, work
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.theme import CSS, ICON, TAB_CSS
from facestyle.weights import cache as weights_cache

#: Seconds between two times that memory is given back.
TRIM_EVERY = 60.0
#: What a request passes through, from the outside in.
_MIDDLEWARE = (Headers, Watching, Elsewhere, Origins, Bodies, Turnstile, Lean, Documents)
#: Temporary folders that this process has made.
_folders: list[Path] = []


def offer(encoders: Sequence[Path] = ()) -> None:
    """Offer face encoders from ONNX files; where none are given, those of the settings.

    Raises:
        FacestyleError: a file can't be used, or the networks run elsewhere, where it isn't known.
    """
    for path in encoders or settings().encoders:
        name = onnx_encoder(path)
        if settings().compute != "local":
            check_anywhere(name)


def start_from(gallery: Path | None = None) -> None:
    """Let every visit start with the people of a gallery file, which takes the place of that of the settings.

    Raises:
        FacestyleError: the file, or that of the settings, is absent or no gallery; or the settings name a store, which
            can't be reached, or whose place the file would take.
    """
    if gallery is not None:
        if (store := settings().store) and str(gallery) != store:
            raise OptionError(
                f"Galleries live in {shown(store)}, so --gallery can't be given; leave it out, or set "
                f"{variable('gallery')}."
            )
        put("gallery", gallery)
    if chosen := settings().start_file:
        open_gallery(chosen)
    stores.keeper()


def reach() -> None:
    """Reach the processes that compute, where the settings say that they run elsewhere.

    Raises:
        ComputeError: they can't be reached.
        OptionError: the settings of the cluster can't be used, or the page is on ZeroGPU, which computes itself.
    """
    if gpu.on_zero_gpu() and settings().compute != "local":
        raise OptionError("A Space on ZeroGPU computes on the GPU that it is lent; set FACESTYLE_COMPUTE=local.")
    engine()


def fetch() -> None:
    """Fetch the networks and sample pictures that are absent, with a progress bar; the page opens without them."""
    try:
        with bytes_bar() as progress:
            weights_cache.ensure(progress=progress)
    except FacestyleError as problem:
        print(f"warning: {problem.code}: {problem.message}", file=sys.stderr)


def warm_up(in_background: bool) -> None:
    """Load the networks before the first request needs them: those for faces first, which the page opens with."""
    use_one_heap()
    use_at_most(settings().memory_share)
    threading.Thread(target=_trim, name="memory", daemon=True).start()
    if in_background:
        threading.Thread(target=_load_networks, name="warm-up", daemon=True).start()
    else:
        _load_networks()


def _trim() -> None:
    """Give back what short work leaves in pieces, now and then; long runs, which `trim` waits for, do so themselves."""
    while True:
        time.sleep(TRIM_EVERY)
        trim()


def _load_networks() -> None:
    with suppress(FacestyleError):  # fetch() has said so, and the first event that needs the network says it again
        with FACES.begun():
            engine().warm_up()
            _ = Session().gallery  # the first pass through a network takes longer than all others
        if engine().here:
            _load_painter()
            fast_features()
            _learn_pace()


def _load_painter() -> None:
    """Load what paints in one pass, and read our own styles, so that a click on one finds its numbers."""
    numbers = [style_numbers(images.load(path)) for path, _ in samples.styles()]
    size = InstantOptions().size
    painted(np.zeros((1, 2 * size // 3, size, 3), np.uint8), numbers[0])


def _learn_pace() -> None:
    """Try how fast this machine restyles, so that the page can say what a run takes, and propose a size."""
    contents, style = samples.contents(), samples.hung_style()
    if contents and style and not gpu.on_zero_gpu():  # ZeroGPU lends its GPU to visitors alone
        work.PACE.learn(images.load(contents[0]), [images.load(style)], StyleOptions())


def uploads_kept() -> tuple[int, int]:
    """How often files of visitors are looked through, and from which age they are deleted, both in seconds.

    Together at most an hour, which the page promises, and no longer than a visit is kept.
    """
    seconds = 60 * min(settings().visit_minutes, 60)
    return seconds // 6, seconds - seconds // 6


def launch_options() -> dict[str, Any]:
    """The address, and the limits that a public page needs; docs/security-and-privacy.md says why each is there."""
    chosen = settings()
    password = chosen.password.get_secret_value().split(":", 1) if chosen.password else None
    return {
        "server_name": chosen.host,
        "server_port": chosen.port,
        "root_path": chosen.root_path or None,
        "auth": tuple(password) if password else None,
        "css_paths": [CSS, *TAB_CSS],
        "head": head(),
        "favicon_path": str(ICON),
        "pwa": True,
        "footer_links": ["api"],
        "max_file_size": MAX_BYTES,
        "show_error": False,
        "enable_monitoring": False,
        "run_history": False,
        "ssr_mode": False,
        "app_kwargs": {"middleware": [Middleware(one) for one in _MIDDLEWARE]},
        "state_session_capacity": chosen.visits,
        "allowed_paths": [
            str(samples.STYLES_FOLDER),
            str(opening.FOLDER),
            str(weights_cache.cache_folder() / "samples"),
        ],
    }


def trust_proxies() -> None:
    """Let the web server believe the proxies of the settings, of whom a request comes and by which scheme."""
    if trusted := settings().trusted_proxies:
        os.environ["FORWARDED_ALLOW_IPS"] = ",".join(map(str, trusted))


def remove_uploads() -> None:
    """Remove what visitors have uploaded, when the process ends."""
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


def leave_nothing() -> None:
    """Remove what visitors have uploaded and their galleries, when the process ends."""
    remove_uploads()
    stores.leave()


def private_temporary_folder() -> None:
    """Keep uploads in a folder of this process alone; remove it when the process ends, and those of killed ones."""
    within = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.gettempdir())
    leftovers.remove(within, weights_cache.cache_folder())
    folder = leftovers.new_folder(within)
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    for name in ("gradio.mcp", "gradio.routes", "gradio.screen_recording_utils"):
        if name in sys.modules:  # these have looked at the environment when they were imported
            vars(sys.modules[name])["DEFAULT_TEMP_DIR"] = str(folder)
    _folders.append(folder)
    atexit.register(remove_uploads)
