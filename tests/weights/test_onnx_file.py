"""The reader of ONNX files sees what the onnx library sees, and refuses everything else in a sentence."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from facestyle.errors import WeightsDamagedError
from facestyle.weights import magenta, onnx_file


def quantised(name: str = "MobilenetV2/Conv/weights", channels: int = 4) -> bytes:
    """A network of one convolution whose weights and biases are whole numbers with a scale a channel."""
    random = np.random.default_rng(3)
    constants = {
        name: random.integers(-127, 127, (channels, 3, 3, 3), np.int8),
        "scale": random.random(channels, np.float32),
        "zero": random.integers(-3, 3, channels).astype(np.int8),
        "bias": random.integers(-(2**20), 2**20, channels).astype(np.int32),
        "none": np.zeros(channels, np.int32),
        "shape": np.array([1, -1], np.int64),
    }
    nodes = [
        helper.make_node("DequantizeLinear", [name, "scale", "zero"], ["w"], axis=0),
        helper.make_node("DequantizeLinear", ["bias", "scale", "none"], ["b"], axis=0),
        helper.make_node("Conv", ["x", "w", "b"], ["y"], kernel_shape=[3, 3]),
    ]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, channels, 6, 6])]
    kept = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    # One constant the other way that ONNX has: as numbers of their own instead of bytes.
    kept[-3] = helper.make_tensor("bias", TensorProto.INT32, [channels], constants["bias"].tolist())
    return helper.make_model(helper.make_graph(nodes, "toy", inputs, outputs, kept)).SerializeToString()


def test_it_reads_what_the_onnx_library_reads():
    data = quantised()
    graph, expected = onnx_file.read(data), onnx.load_model_from_string(data).graph
    assert [(one.operator, *one.inputs) for one in graph.nodes] == [(n.op_type, *n.input) for n in expected.node]
    assert set(graph.constants) == {one.name for one in expected.initializer}
    for one in expected.initializer:
        value = numpy_helper.to_array(one)
        assert graph.constants[one.name].dtype == value.dtype
        assert np.array_equal(graph.constants[one.name], value)


def test_weights_are_dequantised_by_channel():
    graph = onnx_file.read(quantised())
    [(weight, bias)] = onnx_file.convolutions(graph).values()
    of = {name: torch.from_numpy(value.astype(np.float32)) for name, value in graph.constants.items()}
    scale = of["scale"].view(-1, 1, 1, 1)
    assert torch.equal(weight, scale * (of["MobilenetV2/Conv/weights"] - of["zero"].view(-1, 1, 1, 1)))
    assert torch.equal(bias, of["scale"] * of["bias"])


def test_a_layer_gets_the_name_of_ours():
    assert {name: tuple(value.shape) for name, value in magenta.predictor_from_onnx(quantised()).items()} == {
        "stem.weight": (4, 3, 3, 3),
        "stem.bias": (4,),
    }
    painted = magenta.painter_from_onnx(quantised("transformer/residual/residual3/conv2/weights"))
    assert set(painted) == {"residuals.2.second.conv.weight", "residuals.2.second.conv.bias"}


@pytest.mark.parametrize("convert", [magenta.predictor_from_onnx, magenta.painter_from_onnx])
def test_another_network_is_refused(convert):
    with pytest.raises(WeightsDamagedError, match="has a layer somewhere/else, which is unknown here"):
        convert(quantised("somewhere/else/weights"))


def test_damaged_files_are_refused_in_a_sentence():
    data = quantised()
    random = np.random.default_rng(5)
    hostile = [b"", b"PK\x03\x04", b"\x3a\xff\xff\xff\xff\x7f", bytes(200), b"\xff" * 200]
    hostile += [data[:end] for end in range(1, len(data), 29)]
    for _ in range(200):
        bytes_of = bytearray(data)
        for place in random.integers(0, len(data), 4):
            bytes_of[place] = random.integers(256)
        hostile.append(bytes(bytes_of))
    said = [problem.message for one in hostile if (problem := refusal(one))]
    assert len(said) > len(hostile) / 4
    assert all(message.endswith(".") for message in said)


def refusal(data: bytes) -> WeightsDamagedError | None:
    """What is said of a file; None where it can be read all the same, for a changed number is a number."""
    try:
        onnx_file.convolutions(onnx_file.read(data))
    except WeightsDamagedError as problem:
        return problem
    return None
