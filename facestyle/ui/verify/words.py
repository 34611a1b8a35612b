"""The words of the tab Verify."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.faces.encoders.registry import ENCODERS, encoder_spec
from facestyle.faces.report import wording
from facestyle.faces.siamese.model import Kind
from facestyle.faces.verification import Verification
from facestyle.ui import languages
from facestyle.ui.shared import words as shared_words

TAB = "Verify"
INTRO = (
    "**Is this the claimed person?** Both photographs pass through the same network, a Siamese network; the squared "
    "distance between their encodings decides."
)
EMPTY = "Choose two photographs and press Compare: the verdict appears here."
FORMULA = r"$$d(x_A, x_B) = \lVert f(x_A) - f(x_B) \rVert^2$$"

PHOTO_A, PHOTO_B = "Photo A", "Photo B"
FACE_A, FACE_B = "Which face of photo A?", "Which face of photo B?"
FACE_AUTOMATIC, FACE_NUMBER = ("chosen automatically", 0), "number {number}, from the left"
SIMILARITY = "Similarity"
SIMILARITY_CHOICES = [("distance d", "distance"), ("head on |f − f′|", "binary-l1"), ("head on χ²", "binary-chi2")]
SIMILARITY_TRAINED = "trained in this visit"
COMPARE = "Compare"
SAMPLES = "Or one click"

MORE = "More: threshold or false match rate, similarity, which face counts, encoder, a model"
THRESHOLD = "Threshold τ"
THRESHOLD_INFO = "Same person if d ≤ τ. Lower is stricter: fewer strangers pass, more matches are missed."
THRESHOLD_OF_HEAD = "Threshold on the probability"
THRESHOLD_OF_HEAD_INFO = "Same person if the probability is at least this. Higher is stricter."
RATE = "… or by the share of strangers that pass"
RATE_INFO = "Sets τ, from pairs whose truth is known."
RATE_CHOICES: list[tuple[str, str | int | float]] = [
    ("the encoder's own", 0.0),
    ("1 in 100 strangers passes", 0.01),
    ("1 in 1000", 0.001),
    ("1 in 10,000", 0.0001),
]
POLICY = "Which face counts"
POLICY_INFO = (
    "If a photograph shows several faces. The nearest pair of all needs a stricter τ, since each pair is one more "
    "chance to be mistaken."
)
POLICY_CHOICES = [
    ("nearest the middle, and large", "centre"),
    ("largest", "largest"),
    ("most surely a face", "probable"),
    ("the nearest pair of all", "best"),
]
ENCODER = "Encoder f"
ENCODER_INFO = (
    "The network; fused joins facenet-128 and dlib and takes longer. Errors differ between groups of people: more on "
    "children and on those whom the training photographs show seldom. vggface2 and casia-webface are downloaded when "
    "they are first used."
)
MODEL = "Your own trained model (.safetensors)"
MODEL_TAKEN = "A {model.kind} model on {model.encoder}; it is chosen under Similarity, for this visit."
NO_MODEL = "No model was trained in this visit; train one under Train, or give a model file under More."
NO_MODEL_FILE = "No model file was given; choose a .safetensors file that training has written."

SAME, DIFFERENT = "Same person", "Different people"
CHANCE = "Probability of one person: <b>{chance}</b>."
ONE_FACE, FACE_OF = "Photo {letter}: one face", "Photo {letter}: face {number} of {count} compared"
SHOWS = "Photo {letter} shows {count} faces; number {number} from the left counts."
NEAREST_OF = "The nearest of {pairs} pairs of faces counts; for so many chances τ is stricter, {tau:.2f}."
NEARER = "Another of the {count} faces of photo {letter}, number {number} from the left, is nearer: d = {d:.2f}."
NEARER_PAIR = "Two other faces, numbers {face_a} in A and {face_b} in B from the left, are nearer: d = {d:.2f}."
SEEN = "what f sees"
DISTANCE_SCALE = "d is {d:.2f} on a scale from 0 to {top:g}; tau is {tau:.2f}"
SPREAD = "; behind it the distributions of pairs of one person and of two people"
PROBABILITY_SCALE = "The probability is {value:.2f} on a scale from 0 to 1; the threshold is {tau:.2f}"
ONE, TWO = "pairs of one person", "pairs of two people"
PROBABILITY_MEANS = (
    "The probability holds for two photographs taken at random, if half of such pairs show one person. It is no proof: "
    "people who look alike, and poor pictures, are judged wrongly, some groups of people more often than others."
)

MEANING = "What d means: error rates, and a calibration of your own"
CALIBRATE_INTRO = (
    "d means something else for every camera and every group of people. The page learns what it means for yours from "
    "several pictures of each of several people, named like `Ada_1.jpg`, `Ada_2.jpg`, `Emmy_1.jpg`; the probability "
    "and τ then follow them, in this visit only. The pictures are not kept."
)
CALIBRATE_FILES = "Pictures named by person"
CALIBRATE = "Calibrate"
NO_PICTURES = "No picture was given; choose several pictures of each of several people."
TOO_MANY = "{files} files are more than {most} at once; choose fewer."
NONE_USABLE = "None of {files} pictures can be used. {first}"
SOURCE = "{pictures} pictures of {people} people, given on the page"
CALIBRATED = (
    "Learned from {pictures} pictures of {people} people. Both answers are equally likely at d = {tau:.2f}, the new τ."
)
NO_CALIBRATION = (
    "The encoder {encoder} has no calibration: its τ is a published default. Make one below from your own pictures."
)
CALIBRATION = (
    "{known.encoder}: {known.matched:,} pairs of one person, {known.mismatched:,} of two. From {source}, {known.day}, "
    "{made_by}. The probability is off by {known.ece:.1%} on average (ECE), Brier score "
    "{known.brier:.4f}, both on pairs it was not fitted to."
)
ONE_IN = "1 in {count:,}"
ERROR_HEADS = ("Strangers that pass", "τ", "People missed")
MATCH_RATE, NON_MATCH_RATE = "True match rate", "False non-match rate"
FALSE_MATCH_RATE, BY_FALSE_MATCH_RATE = "false match rate", "{name} by false match rate"
FEW_PAIRS = "not enough pairs"
TAU_TITLE = "How it works: drag τ over both distributions and see both errors"
TAU_LABEL = "Threshold τ"
TAU_SHOWN = (
    "Distances of known pairs, of one person and of two people; below them the share of both errors by τ, on a "
    "logarithmic scale"
)
#: What both colours stand for: the distribution, and the curve.
ONE_OF_BOTH, TWO_OF_BOTH = (
    "pairs of one person; those right of τ are false rejects",
    "pairs of two people; those left of τ are false accepts",
)
AT_TAU = (
    "τ = {tau:.2f}: of the pairs of two people {passed} pass (false accepts), of the pairs of one person {missed} are "
    "refused (false rejects). {trade} {own}"
)
NOBODY = "none"
#: By which error is the more frequent.
TRADES = {
    "strict": "Strict: a step to the right refuses fewer matches, and lets more strangers pass.",
    "even": "Balanced: from here each error falls only as the other rises.",
    "lax": "Lax: a step to the left lets fewer strangers pass, and refuses more matches.",
}
TAU_IN_FORCE = "This is the τ in force."
TAU_SOURCE = (
    "{known.encoder}: {known.matched:,} pairs of one person and {known.mismatched:,} of two. "
    "Source: {source}, {known.day}."
)

REPORT_PDF, REPORT_PNG = "Report as PDF", "Report as PNG"
#: The names of the format, which programs choose, and of the link that holds the file.
REPORT_KIND, REPORT_FILE = "Format of the report", "The report"
REPORTED = "The report is made; your browser saves it, and this page keeps no copy."
NO_FONT = "It is in English, since this server has no font for this language."
#: The words of the report itself.
REPORT = dict(wording.ENGLISH)

BY, TOOK, OWN_TAU = "{encoder}.", "{encoder}, {seconds:.2f} s.", " The encoder's own τ = {tau:.2f} is {source}."
RESEMBLANCE = " A resemblance, not a proof of identity."
COVERED = "Strangers pass more often where faces are covered."


def where_tau_comes_from() -> str:
    """The thresholds of the encoders, with their sources."""
    told = (f"*{spec.name}*, τ = {spec.tau:.2f}: {spec.tau_source}." for spec in ENCODERS.values())
    return f"**Where τ comes from.** {' '.join(told)}"


def probability(value: float) -> str:
    """A probability; in words near 0 and 1, where the data cannot tell more."""
    if value > 0.995:
        return "more than 99 %"
    return "less than 1 %" if value < 0.005 else f"{value:.0%}".replace("%", " %")


def lead(answer: Verification) -> str:
    """The number that decided, in a sentence."""
    if answer.similarity == "distance" or answer.probability is None:
        says = "below" if answer.same else "above"
        whose = " as the trained model sees them," if answer.trained else ""
        return f"<b>d = {answer.distance:.2f}</b>,{whose} {says} the threshold τ\u00a0=\u00a0{answer.threshold:.2f}."
    says = "above" if answer.same else "below"
    return (
        f"<b>Probability of one person: {probability(answer.probability)}</b>, by a binary head; {says} "
        f"the threshold of {100 * answer.threshold:.0f} %."
    )


def several(answer: Verification) -> list[str]:
    """What is said where a photograph shows several faces; empty where each shows one."""
    counts = {"A": len(answer.a.faces), "B": len(answer.b.faces)}
    chosen = {"A": answer.a.chosen, "B": answer.b.chosen}
    shown = [letter for letter, count in counts.items() if count > 1]
    told = [SHOWS.format(letter=letter, count=counts[letter], number=chosen[letter] + 1) for letter in shown]
    if answer.pairs > 1:
        told.append(NEAREST_OF.format(pairs=answer.pairs, tau=answer.threshold))
    if answer.nearer is not None:
        near, d = {"A": answer.nearer.face_a + 1, "B": answer.nearer.face_b + 1}, answer.nearer.distance
        if len(shown) == 1:
            [letter] = shown
            told.append(NEARER.format(letter=letter, count=counts[letter], number=near[letter], d=d))
        else:
            told.append(NEARER_PAIR.format(face_a=near["A"], face_b=near["B"], d=d))
    return told


def less_sure(flaws_a: Sequence[str], flaws_b: Sequence[str]) -> str:
    """A warning if a picture is poor; empty if none is."""
    told = [
        f"in photo {letter} the face is {shared_words.flaws(flaws)}"
        for letter, flaws in (("A", flaws_a), ("B", flaws_b))
        if flaws
    ]
    if not told:
        return ""
    covered = any(flaw.startswith("covered") for flaw in (*flaws_a, *flaws_b))
    return f"Less sure: {'; '.join(told)}." + (f" {COVERED}" if covered else "")


def formula(answer: Verification) -> str:
    """The formula that was computed, with its values."""
    if answer.similarity != "distance":
        computed = _head_formula(answer, answer.similarity)
    else:
        relation = r"\le" if answer.same else ">"
        f = "g" if answer.trained else "f"
        g = r"g(x) = \frac{W f(x)}{\lVert W f(x) \rVert}, \qquad " if answer.trained else ""
        computed = rf"$${g}d(x_A, x_B) = \lVert {f}(x_A) - {f}(x_B) \rVert^2 = {answer.distance:.2f} {relation} "
        computed += rf"\tau = {answer.threshold:.2f}$$"
    spec = encoder_spec(answer.encoder)
    own = not answer.trained and answer.threshold == spec.tau
    source = OWN_TAU.format(tau=spec.tau, source=languages.said(spec.tau_source)) if own else ""
    took = (TOOK if answer.seconds else BY).format(encoder=answer.encoder, seconds=answer.seconds)
    return f"{computed}\n\n{took}{source}{RESEMBLANCE}"


def _head_formula(answer: Verification, kind: Kind) -> str:
    assert answer.logit is not None
    note = shared_words.CHI2 if kind == "binary-chi2" else ""
    relation = r"\ge" if answer.same else "<"
    head = shared_words.head(kind, "x_A", "x_B")
    return (
        rf"$${head} = \sigma({answer.logit:.2f}) = {answer.probability:.2f} {relation} {answer.threshold:.2f}$$" + note
    )


languages.translate(__name__)
