"""3 x 3 convolution by Winograd's minimal filtering: four times fewer multiplications than sliding the filter.

Winograd 1980; for ConvNets Lavin and Gray 2016, F(4x4, 3x3). Each 6 x 6 patch d of the input gives 4 x 4 outputs,
Y = A^T [(G g G^T) . (B^T d B)] A, summed over input channels. For all patches and channels these are 36 matrix
products, which a processor's matrix library computes at full speed. In float32 the outputs are within some 1e-5 of
those of sliding. A step of the descent at 256 and 512 px takes 0.61 and 0.66 of sliding's time on AVX2, 0.72 and 0.79
on AVX512; with AMX bfloat16 takes 0.29 and 0.26 (benchmarks/winograd.py). features.py measures which is fastest.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

#: Outputs and inputs of a tile along one side.
_OUT, _IN = 4, 6
#: Tiles transformed at once: enough for large products, few enough for the processor's cache.
_BLOCK = 1024
_BT = (
    (4, 0, -5, 0, 1, 0),
    (0, -4, -4, 1, 1, 0),
    (0, 4, -4, -1, 1, 0),
    (0, -2, -1, 2, 1, 0),
    (0, 2, -1, -2, 1, 0),
    (0, 4, 0, -5, 0, 1),
)
_G = (
    (1 / 4, 0, 0),
    (-1 / 6, -1 / 6, -1 / 6),
    (-1 / 6, 1 / 6, -1 / 6),
    (1 / 24, 1 / 12, 1 / 6),
    (1 / 24, -1 / 12, 1 / 6),
    (0, 0, 1),
)
_AT = ((1, 1, 1, 1, 1, 0), (0, 1, -1, 2, -2, 0), (0, 1, 1, 4, 4, 0), (0, 1, -1, 8, -8, 1))
#: The transformed position that all 4 x 4 outputs take with factor 1: the bias is added there.
_EVERYWHERE = 1 * _IN + 1


class WinogradReLU(nn.Module):
    """A frozen convolution of 3 x 3, stride 1, padding 1, and the ReLU after it, forward and backward (to its input).

    Args:
        convolution: the layer whose filters and bias are used; float32.

    Raises:
        ValueError: its filters, stride or padding differ.
    """

    filters: torch.Tensor
    flipped: torch.Tensor
    bias: torch.Tensor
    into: torch.Tensor
    out_of: torch.Tensor

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        kind = (convolution.kernel_size, convolution.stride, convolution.padding, convolution.dilation)
        if kind != ((3, 3), (1, 1), (1, 1), (1, 1)) or convolution.groups != 1:
            raise ValueError(f"Winograd's filtering is written for 3 x 3, stride 1, padding 1, not for {convolution}.")
        weight = convolution.weight.detach()
        bias = convolution.bias.detach().clone() if convolution.bias is not None else weight.new_zeros(len(weight))
        self.register_buffer("filters", _transformed(weight))
        # The gradient to the input is a convolution with the filters flipped and their channels exchanged.
        self.register_buffer("flipped", _transformed(weight.flip(2, 3).transpose(0, 1)))
        self.register_buffer("bias", bias)
        self.register_buffer("into", torch.kron(torch.tensor(_BT), torch.tensor(_BT)).to(weight))
        self.register_buffer("out_of", torch.kron(torch.tensor(_AT), torch.tensor(_AT)).to(weight))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Turn N x C x H x W into N x K x H x W, none below 0, in channels-last order."""
        return _Filtering.apply(x, self)

    def filtered(self, x: torch.Tensor, filters: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """Correlate with transformed filters (36 x C x K), as `forward` does, outside autograd."""
        pictures, _, height, width = x.shape
        rows, columns = -(-height // _OUT), -(-width // _OUT)
        made = x.new_empty(pictures, rows * _OUT, columns * _OUT, filters.shape[2])
        for picture, out in zip(x, made, strict=True):
            self._fill(out, _padded(picture, rows, columns), filters, bias)
        return made[:, :height, :width].permute(0, 3, 1, 2)

    def _fill(self, out: torch.Tensor, padded: torch.Tensor, filters: torch.Tensor, bias: torch.Tensor | None) -> None:
        """Fill `out`, 4 rows x 4 columns x K, from the padded picture, some rows of tiles at a time."""
        channels, kinds = filters.shape[1:]
        rows, columns = out.shape[0] // _OUT, out.shape[1] // _OUT
        down, along, across = padded.stride()
        patches = padded.as_strided(
            (rows, columns, _IN, _IN, channels), (_OUT * down, _OUT * along, down, along, across)
        )
        lines = max(1, _BLOCK // columns)
        for top in range(0, rows, lines):
            tiles = patches[top : top + lines]
            count = len(tiles) * columns
            inputs = torch.matmul(self.into, tiles.reshape(count, _IN * _IN, channels))
            products = torch.bmm(inputs.transpose(0, 1), filters)
            if bias is not None:
                products[_EVERYWHERE] += bias
            outputs = torch.mm(self.out_of, products.view(_IN * _IN, count * kinds))
            into = out[top * _OUT : (top + len(tiles)) * _OUT].view(len(tiles), _OUT, columns, _OUT, kinds)
            into.copy_(outputs.view(_OUT, _OUT, len(tiles), columns, kinds).permute(2, 0, 3, 1, 4))


class _Filtering(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, layer: WinogradReLU) -> torch.Tensor:
        made = layer.filtered(x, layer.filters, layer.bias).relu_()
        ctx.layer = layer
        ctx.save_for_backward(made)
        return made

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        (made,) = ctx.saved_tensors
        passed = torch.ops.aten.threshold_backward(gradient.contiguous(memory_format=torch.channels_last), made, 0)
        return ctx.layer.filtered(passed, ctx.layer.flipped, None), None


def _transformed(weight: torch.Tensor) -> torch.Tensor:
    """Return G g G^T of all filters, K x C x 3 x 3, as 36 x C x K."""
    matrix = torch.tensor(_G, dtype=torch.float64, device=weight.device)
    squares = torch.einsum("ia,jb,kcab->ijck", matrix, matrix, weight.double())
    return squares.flatten(0, 1).to(weight.dtype).contiguous()


def _padded(picture: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
    """Return C x H x W in a frame of zeros, positions first: (4 rows + 2) x (4 columns + 2) x C."""
    channels, height, width = picture.shape
    padded = picture.new_empty(rows * _OUT + 2, columns * _OUT + 2, channels)
    padded[0] = 0
    padded[height + 1 :] = 0
    padded[1 : height + 1, 0] = 0
    padded[1 : height + 1, width + 1 :] = 0
    padded[1 : height + 1, 1 : width + 1] = picture.permute(1, 2, 0)
    return padded
