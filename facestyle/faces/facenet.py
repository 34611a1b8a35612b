"""All that comes from facenet-pytorch: MTCNN and Inception-ResNet-v1. No other file of the package imports it.

Its maintainers have been silent since 2024: should it have to be replaced, only this file changes.
"""

from __future__ import annotations

import facestyle.compute.lighter  # noqa: F401 (before torchvision)  # isort: skip

import copy
from collections.abc import Callable
from functools import lru_cache

import torch
from facenet_pytorch import MTCNN, InceptionResnetV1, fixed_image_standardization
from facenet_pytorch.models.inception_resnet_v1 import BasicConv2d, Block8, Block17, Block35, Mixed_6a, Mixed_7a  # noqa: F401
from torch import nn

from facestyle.compute.device import device
from facestyle.errors import WeightsMissingError
from facestyle.faces.encoders import DEFAULT_ENCODER

#: MTCNN's pyramid starts here, in pixels of the picture that it sees; a smaller picture has no level at all.
MIN_FACE = 20


@lru_cache(maxsize=3)
def detector(min_face: float) -> MTCNN:
    """MTCNN (Zhang et al. 2016) on the device, for faces of at least so many pixels; only its `detect()` is used."""
    # select_largest=False leaves the order alone: detection.choose decides which face counts.
    mtcnn = MTCNN(min_face_size=min_face, select_largest=False, device=device())
    # Its pictures come in this order: on a CPU with AVX512 a detection takes a sixth less time if weights do too.
    return mtcnn.to(memory_format=torch.channels_last)


@lru_cache(maxsize=1)
def log_odds_networks() -> list[tuple[int, Callable[[torch.Tensor], torch.Tensor]]]:
    """MTCNN's three networks, each with the side of the square crops that it judges.

    Each takes N x 3 x side x side in [0, 1] and gives N log-odds of a face against none, differentiable.
    """
    mtcnn = detector(MIN_FACE)
    stages = ((12, mtcnn.pnet, "softmax4_1"), (24, mtcnn.rnet, "softmax5_1"), (48, mtcnn.onet, "softmax6_1"))
    return [(side, _log_odds(copy.deepcopy(stage), softmax)) for side, stage, softmax in stages]


def _log_odds(stage: nn.Module, softmax: str) -> Callable[[torch.Tensor], torch.Tensor]:
    stage.requires_grad_(False)
    setattr(stage, softmax, nn.Identity())  # a probability of 0 has no gradient to climb

    def judge(crops: torch.Tensor) -> torch.Tensor:
        scores = stage(fixed_image_standardization(crops * 255))[-1].flatten(start_dim=1)
        return scores[:, 1] - scores[:, 0]

    return judge


def inception_resnet_128() -> nn.Module:
    """Inception-ResNet-v1 (Szegedy et al. 2016) with the 128 numbers of Sandberg's network of 2017; untrained."""
    network = InceptionResnetV1(pretrained=None)
    # The architecture is that of facenet-pytorch up to these.
    network.last_linear = nn.Linear(1792, 128, bias=False)
    network.last_bn = nn.BatchNorm1d(128, eps=0.001)
    return network


def pretrained_inception_resnet(name: str) -> nn.Module:
    """Inception-ResNet-v1 of 512 numbers as facenet-pytorch publishes it; downloaded where it is absent.

    Args:
        name: vggface2 or casia-webface.

    Raises:
        WeightsMissingError: its release page can't be reached.
    """
    try:
        return InceptionResnetV1(pretrained=name)
    except (OSError, RuntimeError, EOFError, ValueError) as problem:  # no network; a download that was cut off
        raise WeightsMissingError(
            f"The encoder {name} is downloaded by facenet-pytorch from its own release page, which can't be reached "
            f"({type(problem).__name__}). Use the default encoder, {DEFAULT_ENCODER}, or connect and try again."
        ) from problem
