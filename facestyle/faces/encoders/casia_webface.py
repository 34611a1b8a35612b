"""casia-webface: as vggface2, but trained on CASIA-WebFace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facestyle.faces.encoders import vggface2

if TYPE_CHECKING:
    from torch import nn


def _load() -> nn.Module:
    from facestyle.faces.facenet import pretrained_inception_resnet

    return pretrained_inception_resnet("casia-webface")


SPEC = replace(vggface2.SPEC, name="casia-webface", trained_on="CASIA-WebFace", tau=1.136, tau_gallery=0.9, load=_load)
