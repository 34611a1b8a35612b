"""Whether people stay recognisable in bold restylings, and painted, without and with the identity cost.

`python benchmarks/faces_kept.py --lfw DIR --portrait FILE [--styles-from DIR] [--portraits 10] [--styles 6]
[--size 384] [--steps N] [--likeness WORD] [--resume FILE] [--sheet FILE] [--json]`. DIR holds NAME/NAME_0001.jpg. The
portraits are FILE and the first people by name whose picture shows one face, enlarged to the size. Each is painted in
each style twice, in turns: without the identity cost, and with the gamma that the page suggests. A face verifies if the
detector finds it in G and d to C is at most tau (Step.faces); dlib, an encoder that is no part of J, judges too.
Whether a face is painted is told by J_style inside the faces' mask over that outside, see `style_cost`. Intervals are
those of 95 % when portraits are drawn again, each with all its styles. Ends with 1 if a goal does not hold, or a pair
is missing. With --resume each finished pair is appended to FILE, and pairs that it holds already, at the same settings,
are not run again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
import torch
from PIL import Image

from benchmarks.faces_table import OTHER, Line, as_text, goals, print_table, summary
from facestyle import images
from facestyle.compute.device import device
from facestyle.faces import detection
from facestyle.faces.encoders.encode import load_encoder
from facestyle.faces.encoders.loading import network
from facestyle.images import Picture
from facestyle.outputs import check, write_picture
from facestyle.style.costs import losses
from facestyle.style.costs.identity import FaceIdentity, faces_after
from facestyle.style.descent.start import resized_pixels
from facestyle.style.features import fast_features, load_features
from facestyle.style.options import PRESETS, SUGGESTED_GAMMA
from facestyle.style.transfer import Step, StyleOptions, stylize

ASSETS = Path(__file__).resolve().parents[1] / "assets" / "styles"
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
#: Least width of the face of a portrait, as a share of the picture's.
CLEAR = 0.25


def main() -> int:
    """Measure and print."""
    arguments = _arguments()
    if arguments.sheet is not None:
        check(arguments.sheet)
    bold = StyleOptions(size=arguments.size, steps=arguments.steps, likeness=arguments.likeness, **PRESETS["bold"])
    portraits = list(_portraits(arguments.lfw, arguments.portrait, arguments.portraits, arguments.size))
    styles = sorted(path for path in arguments.styles_from.iterdir() if path.suffix.lower() in ENDINGS)
    done = _resumed(arguments.resume)
    lines: list[Line] = []
    rows: list[list[np.ndarray]] = []
    _prepare()
    try:
        for portrait in portraits:
            for style in styles[: arguments.styles]:
                line = done.get((portrait.name, style.name, json.dumps(_settings(bold), sort_keys=True)))
                if line is None:
                    line, row = measured(portrait, style, bold)
                    rows.append(row)
                    if arguments.resume is not None:
                        _append(line, arguments.resume)
                lines.append(line)
                print(as_text(line), file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("interrupted: what is finished follows", file=sys.stderr)
    if arguments.sheet is not None and rows:
        write_picture(_sheet(rows), arguments.sheet)
    figures = summary(lines)
    whole = len(lines) == len(portraits) * len(styles[: arguments.styles]) > 0
    if arguments.json:
        print(json.dumps({"lines": [asdict(line) for line in lines], "summary": figures, "complete": whole}))
    else:
        print_table(lines, figures)
    return 0 if whole and all(goal["holds"] for goal in goals(figures).values()) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lfw", type=Path, required=True, help="holds NAME/NAME_0001.jpg")
    parser.add_argument("--portrait", type=Path, required=True, help="one more portrait, the first of them")
    parser.add_argument("--styles-from", type=Path, default=ASSETS, help="a folder of pictures; ours by default")
    parser.add_argument("--portraits", type=int, default=10)
    parser.add_argument("--styles", type=int, default=6)
    parser.add_argument("--size", type=int, default=384)
    parser.add_argument("--steps", type=int, default=StyleOptions().steps)
    parser.add_argument("--likeness", default=StyleOptions().likeness, help="see StyleOptions.likeness")
    parser.add_argument("--resume", type=Path, help="a file of JSON lines, one a finished pair")
    parser.add_argument("--sheet", type=Path, help="where the pairs run now are drawn: C, without, with")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _portraits(lfw: Path, first: Path, count: int, size: int) -> Iterator[Picture]:
    """Yield the given portrait, and people of LFW whose first picture shows one large face."""
    named = _enlarged(images.load(first), size)
    if not _shows_one_face(named):
        raise SystemExit(f"{first} does not show one face, at least a quarter as wide as the picture.")
    yield named
    people = (_enlarged(images.load(path), size) for path in sorted(lfw.glob("*/*_0001.jpg")))
    yield from islice((picture for picture in people if _shows_one_face(picture)), count - 1)


def _shows_one_face(picture: Picture) -> bool:
    faces = detection.detect(picture)
    return len(faces) == 1 and faces[0].box[2] - faces[0].box[0] >= CLEAR * picture.width


def _enlarged(picture: Picture, size: int) -> Picture:
    """Return a picture whose long side is `size`, so that C shows no more than G can."""
    scale = size / max(picture.width, picture.height)
    width, height = round(picture.width * scale), round(picture.height * scale)
    made = picture.image().resize((width, height), Image.Resampling.LANCZOS)
    return Picture(picture.name, np.asarray(made), width, height, picture.digest)


def _prepare() -> None:
    """Load the networks and measure their formats, as the page does before anybody presses its button."""
    fast_features(StyleOptions().network)
    load_encoder()
    network("facenet-128", differentiable=True)


def measured(portrait: Picture, style: Path, bold: StyleOptions) -> tuple[Line, list[np.ndarray]]:
    """Do both runs of one pair, in turns by step, so that other work on the machine slows both alike.

    Returns:
        The figures, and C and both G for the sheet.
    """
    with_it = replace(bold, identity=SUGGESTED_GAMMA)
    picture = images.load(style, detail=2 * bold.size)
    runs = [stylize(portrait, picture, options) for options in (bold, with_it)]
    (plain, plain_s), (kept, kept_s) = _in_turns(runs)
    assert plain.picture is not None
    assert kept.picture is not None
    # Only a run with the identity cost says what became of faces.
    faces = detection.detect(portrait)
    [plain_face, *_] = faces_after(portrait, faces, plain.picture)
    kept_face = kept.faces[0]
    same = [plain_face.same, kept_face.same, plain_face.found, kept_face.found]
    others = [faces_after(portrait, faces, made, OTHER)[0].same for made in (plain.picture, kept.picture)]
    costs = [_style_costs(portrait, made, picture, bold) for made in (plain.picture, kept.picture)]
    figures = [plain_face.distance, kept_face.distance, *others, *np.transpose(costs).ravel().tolist()]
    figures += [plain_s, kept_s]
    line = Line(portrait.name, style.name, _settings(bold), *same, *figures, _machine())
    return line, [portrait.pixels, plain.picture, kept.picture]


def style_cost(picture: np.ndarray, style: Picture, options: StyleOptions, weights: np.ndarray | None = None) -> float:
    """Return beta J_style of a part of G: how far it is from the texture of S.

    beta sum_l lambda[l] ||Gram_w(G) - Gram(S)||^2 / (2 n_C)^2, where Gram_w(G) = sum_p w_p a_p a_p^T / sum_p w_p over
    the positions p of layer l, so that it does not depend on how large the part is, and Gram(S) is the mean over all
    positions of S. With all weights the same this is J_style of the descent.

    Args:
        picture: G, H x W x 3, uint8.
        style: S.
        options: layers, their lambdas, beta; and the size at which S is seen.
        weights: of each pixel of G, H x W, 0 to 1; averaged over what a position of a layer stands for.
    """
    network, layers = load_features(options.network), list(options.style_layers)
    part = torch.ones(picture.shape[:2]) if weights is None else torch.from_numpy(weights)
    pixels = torch.from_numpy(picture.astype(np.float32) / 255.0).permute(2, 0, 1)[None].to(device())
    cost = 0.0
    with torch.inference_mode():
        of_g = network(pixels, layers, options.pooling)
        of_s = network(resized_pixels(style, round(options.size * options.style_scale)), layers, options.pooling)
        for layer, share in zip(layers, options.layer_weights, strict=True):
            activations = of_g[layer][0].float()
            pooled = torch.nn.functional.adaptive_avg_pool2d(part[None, None], activations.shape[1:]).to(activations)
            rows = activations.flatten(start_dim=1) * (pooled / pooled.sum()).sqrt().flatten()
            wanted = losses.gram_per_position(of_s[layer][0].float())
            cost += share * float(losses.style_cost_of_gram(wanted, losses.gram_matrix(rows), 1))
    return options.beta * cost


def _style_costs(portrait: Picture, made: np.ndarray, style: Picture, options: StyleOptions) -> tuple[float, float]:
    """Return `style_cost` of all of G, and that inside the faces' mask over that outside."""
    size = (made.shape[0], made.shape[1])
    faces = FaceIdentity(portrait, detection.detect(portrait), resized_pixels(portrait, options.size))
    inside = faces.mask(*size, size).cpu().numpy()
    within, outside = (style_cost(made, style, options, part) for part in (inside, 1.0 - inside))
    return style_cost(made, style, options), within / outside


def _in_turns(runs: Sequence[Iterator[Step]]) -> list[tuple[Step, float]]:
    """Return the last step of each run, and its seconds; all runs have the same number of steps."""
    last: list[tuple[Step, float]] = []
    for steps in zip(*(_timed(run) for run in runs), strict=True):
        last = list(steps)
    return last


def _timed(run: Iterator[Step]) -> Iterator[tuple[Step, float]]:
    seconds = 0.0
    while True:
        started = time.perf_counter()
        step = next(run, None)
        seconds += time.perf_counter() - started
        if step is None:
            return
        yield step, seconds


def _settings(bold: StyleOptions) -> dict[str, float | str]:
    weights = {"alpha": bold.alpha, "beta": bold.beta, "gamma": SUGGESTED_GAMMA}
    return {"size": bold.size, "steps": bold.steps, **weights, "likeness": bold.likeness}


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "format": fast_features(StyleOptions().network).format.name,
    }


def _resumed(path: Path | None) -> dict[tuple[str, str, str], Line]:
    """Return the pairs that a file holds; a last line that a crash cut off is skipped."""
    pairs = {}
    for text in path.read_text(encoding="utf-8").splitlines() if path is not None and path.is_file() else ():
        try:
            line = Line(**json.loads(text))
        except (ValueError, TypeError):
            continue
        pairs[line.key] = line
    return pairs


def _append(line: Line, path: Path) -> None:
    cut_off = path.is_file() and path.read_bytes()[-1:] not in (b"", b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if cut_off else "") + json.dumps(asdict(line)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _sheet(rows: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
    """A row for each pair: C, G without, G with; rows of other heights are filled up with white."""
    wide = max(sum(picture.shape[1] for picture in row) for row in rows)
    drawn = []
    for row in rows:
        both = np.concatenate([picture[: row[1].shape[0]] for picture in row], axis=1)
        drawn.append(np.pad(both, ((0, 8), (0, wide - both.shape[1]), (0, 0)), constant_values=255))
    return np.concatenate(drawn)


if __name__ == "__main__":
    sys.exit(main())
