"""Requests that a process of a cluster encodes together: what fails of them fails alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.engines import same_faces

from facestyle.engine.local import LocalEngine
from facestyle.engine.ray.answers import answered
from facestyle.engine.ray.deployments import Encoding
from facestyle.errors import OptionError
from facestyle.faces.encoders import DEFAULT_ENCODER

#: The name of a picture that the engine fails at.
TORN = "torn"


class Failing(LocalEngine):
    """The engine of a process, but for one picture."""

    def encode(self, pictures, encoder):
        if any(one.name == TORN for one in pictures):
            raise ZeroDivisionError("of the work")
        return super().encode(pictures, encoder)


@pytest.fixture
def encoding() -> Encoding:
    """One without Ray Serve, which its start needs."""
    made = Encoding.__new__(Encoding)
    made._engine = Failing()
    return made


def test_a_request_that_fails_in_an_unforeseen_way_fails_no_other_of_its_batch(encoding, sample):
    asked = [
        ([sample("obama")], DEFAULT_ENCODER),
        ([replace(sample("obama"), name=TORN)], DEFAULT_ENCODER),
        ([sample("obama")], DEFAULT_ENCODER),
    ]
    first, wrong, last = encoding.encode_together(asked)
    [alone] = LocalEngine().encode([sample("obama")], DEFAULT_ENCODER)
    for one in (first, last):
        same_faces(answered(one)[0], alone)
    with pytest.raises(RuntimeError, match="ZeroDivisionError: of the work"):
        answered(wrong)


def test_a_request_under_an_unknown_encoder_fails_those_of_no_other_encoder(encoding, sample):
    asked = [([sample("obama")], "nobody's"), ([sample("obama")], DEFAULT_ENCODER)]
    wrong, right = encoding.encode_together(asked)
    assert len(answered(right)[0]) == 1
    with pytest.raises(OptionError, match="is unknown"):
        answered(wrong)
