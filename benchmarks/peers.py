"""What the faces are measured against: facenet-pytorch as its README uses it, and faiss-cpu's exact index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from facenet_pytorch import MTCNN
from PIL import Image

from facestyle.faces.encoders import loading


class FacenetPytorch:
    """MTCNN with default arguments, and InceptionResnetV1 in eval mode and float32, with the same weights as ours."""

    def __init__(self) -> None:
        self.mtcnn = MTCNN()
        self.resnet = loading.plain("facenet-128")

    def encode(self, crops: torch.Tensor) -> torch.Tensor:
        """N x 3 x 160 x 160, standardised, to N x 128 of unit length."""
        with torch.inference_mode():
            return torch.nn.functional.normalize(self.resnet(crops))

    def file(self, path: Path) -> np.ndarray | None:
        """A picture file to an encoding; None where no face was found."""
        crop = self.mtcnn(Image.open(path).convert("RGB"))
        return None if crop is None else self.encode(crop[None])[0].numpy()

    def box(self, path: Path) -> np.ndarray:
        """The box of the face that counts."""
        boxes, _ = self.mtcnn.detect(Image.open(path).convert("RGB"))
        return boxes[0]
