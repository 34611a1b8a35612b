"""The converted networks give the original's numbers, the original being read by an independent path."""

from __future__ import annotations

import json
import pickle

import h5py
import numpy as np
import pytest
import torch
from torch.nn import functional

from facestyle.errors import WeightsDamagedError
from facestyle.faces import alignment, detection
from facestyle.faces.encoders import loading
from facestyle.faces.encoders.encode import encode
from facestyle.style.features import load_features
from facestyle.weights import keras as weights_keras


class KerasGraph:
    """Executes the graph that an h5 file describes, layer by layer, knowing nothing of Inception-ResNet."""

    def __init__(self, path):
        self.file = h5py.File(path, "r")
        self.layers = json.loads(self.file.attrs["model_config"])["config"]["layers"]

    def weights(self, layer: str) -> dict[str, torch.Tensor]:
        found = {}
        group = self.file["model_weights"][layer]
        for name in group.attrs["weight_names"]:
            name = name.decode() if isinstance(name, bytes) else name
            found[name.rsplit("/", 1)[-1].split(":")[0]] = torch.from_numpy(group[name][()])
        return found

    def run(self, pixels: torch.Tensor) -> torch.Tensor:
        values: dict[str, torch.Tensor] = {}
        for layer in self.layers:
            name, config = layer["name"], layer["config"]
            nodes = layer["inbound_nodes"][0] if layer["inbound_nodes"] else []
            inputs = [values[node[0]] for node in nodes]
            if layer["class_name"] == "InputLayer":
                values[name] = pixels
            else:
                values[name] = self.step(layer["class_name"], name, config, inputs, nodes)
        return values[self.layers[-1]["name"]]

    def step(self, kind, name, config, inputs, nodes):
        x = inputs[0]
        if kind == "Conv2D":
            w = self.weights(name)
            kernel = w["kernel"].permute(3, 2, 0, 1)
            high, wide = kernel.shape[2:]
            assert config["padding"] == "valid" or list(config["strides"]) == [1, 1]
            padding = ((high - 1) // 2, (wide - 1) // 2) if config["padding"] == "same" else 0
            return functional.conv2d(x, kernel, w.get("bias"), stride=tuple(config["strides"]), padding=padding)
        if kind == "BatchNormalization":
            w = self.weights(name)
            shape = (1, -1, 1, 1) if x.ndim == 4 else (1, -1)
            scale = w["gamma"] if "gamma" in w else torch.ones_like(w["beta"])
            scale = scale / torch.sqrt(w["moving_variance"] + config["epsilon"])
            return (x - w["moving_mean"].view(shape)) * scale.view(shape) + w["beta"].view(shape)
        if kind == "Dense":
            return x @ self.weights(name)["kernel"]
        simple = {
            "Activation": lambda: torch.relu(x),
            "MaxPooling2D": lambda: functional.max_pool2d(x, config["pool_size"][0], config["strides"][0]),
            "Concatenate": lambda: torch.cat(inputs, dim=1),
            "GlobalAveragePooling2D": lambda: x.mean(dim=(2, 3)),
            "Dropout": lambda: x,
            "Add": lambda: sum(inputs),
            "Lambda": lambda: self.scaled(inputs, config, nodes),
        }
        return simple[kind]()

    def scaled(self, inputs, config, nodes):
        arguments = (nodes[0][3] if len(nodes[0]) > 3 else {}) or config.get("arguments") or {}
        scale = arguments["scale"]
        return inputs[0] * scale if len(inputs) == 1 else inputs[0] + inputs[1] * scale


def test_the_face_encoder_equals_the_original_graph(sample, original, in_float32):
    crops = []
    for name in ("obama", "biden"):
        picture = sample(name)
        crops.append(alignment.crop(picture, detection.detect(picture)[0], 160, 16))
    pixels = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).double()
    mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
    deviation = pixels.std(dim=(1, 2, 3), keepdim=True, correction=0)
    with torch.no_grad():
        x = ((pixels - mean) / deviation).float()
        graph = KerasGraph(original("facenet-128"))
        one, mirrored = (graph.run(picture).numpy() for picture in (x, x.flip(-1)))
    # The encoder's f is the mean of a crop's encoding and of its mirror image's.
    expected = sum(rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (one, mirrored))
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.abs(encode(crops) - expected).max() < 1e-4


@pytest.fixture
def in_float32(monkeypatch):
    """Networks loaded in this test compute in float32; faster formats are compared with it in test_encodings.py."""
    monkeypatch.setenv("FACESTYLE_FORMAT", "float32")
    loading._loaded.cache_clear()
    yield
    loading._loaded.cache_clear()


class Arrays(pickle.Unpickler):
    def find_class(self, module, name):
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def test_the_style_network_equals_the_original_arrays(original):
    """Each convolution is written out as sums over its window, on a patch just large enough for it."""
    with original("vgg16").open("rb") as file:
        tree = Arrays(file).load()
    ours = list(load_features("vgg16").convolutions.values())
    assert len(ours) == 13
    rng = np.random.default_rng(0)
    for number, convolution in enumerate(ours):
        layer = tree["VGG16_0"][f"Conv_{number}"]
        kernel, bias = np.asarray(layer["kernel"]), np.asarray(layer["bias"])
        window = rng.normal(size=(3, 3, kernel.shape[2])).astype(np.float32)
        expected = bias.astype(np.float64).copy()
        for row in range(3):
            for column in range(3):
                expected += window[row, column].astype(np.float64) @ kernel[row, column].astype(np.float64)
        with torch.no_grad():
            got = convolution(torch.from_numpy(window).permute(2, 0, 1)[None])[0, :, 1, 1].numpy()
        assert np.abs(got - expected).max() < 1e-3 * max(1.0, np.abs(expected).max())


@pytest.mark.parametrize(
    ("keras", "ours"),
    [
        ("Conv2d_2b_3x3_BatchNorm", "conv2d_2b.bn"),
        ("Block35_5_Branch_2_Conv2d_0c_3x3", "repeat_1.4.branch2.2.conv"),
        ("Block8_1_Conv2d_1x1", "repeat_3.0.conv2d"),
        ("Block8_6_Branch_1_Conv2d_0c_3x1_BatchNorm", "block8.branch1.2.bn"),
        ("Mixed_6a_Branch_0_Conv2d_1a_3x3", "mixed_6a.branch0.conv"),
        ("Mixed_7a_Branch_1_Conv2d_1a_3x3", "mixed_7a.branch1.1.conv"),
    ],
)
def test_names_follow_the_published_map(keras, ours):
    assert weights_keras.torch_name(keras) == ours


def test_a_layer_that_is_not_known_is_refused():
    with pytest.raises(WeightsDamagedError, match="Block99"):
        weights_keras.torch_name("Block99_wrong")
