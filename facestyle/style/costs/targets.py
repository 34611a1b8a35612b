"""What G is compared with, computed once: activations of C and Gram matrices of S; and the costs of G against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from facestyle.style.costs import kept_grams, losses, regions, strips
from facestyle.style.features import Borders, Features, fast_features, load_features
from facestyle.style.options import StyleOptions

_ALL = slice(None)


@dataclass(frozen=True)
class _Wanted:
    """The Gram matrices wanted of G, or of a region of it.

    Attributes:
        share: its weight in the style cost.
        grams: by layer.
        guides: by layer; activations of G are multiplied by them, so that only the region counts. Empty for all of G.
    """

    share: float
    grams: Mapping[str, torch.Tensor]
    guides: dict[str, torch.Tensor]


class Targets:
    """C's activations and S's Gram matrices for a G of one size.

    Args:
        options: which layers, and their weights.
        content: C, 1 x 3 x H x W in [0, 1].
        styles: the style pictures, likewise, of any sizes.
        masks: where each style goes, 1 x 1 x H x W each; everywhere where there are none.
        in_strips: how many blocks of the network are computed strip by strip (strips.py), 0, 2 or 4: less memory, more
            time, the same costs.
        seen: the opacity of C, 1 x 1 x H x W: where it is 0, nothing counts. None where it is opaque.
        taken: how much each pixel of each style picture counts, 1 x 1 x its height x width; None where all count alike.
        faces: where the style is also compared by itself, 1 x 1 x H x W; nowhere where not given.
    """

    def __init__(
        self,
        options: StyleOptions,
        content: torch.Tensor,
        styles: Sequence[torch.Tensor],
        masks: Sequence[torch.Tensor],
        in_strips: int,
        seen: torch.Tensor | None = None,
        taken: Sequence[torch.Tensor | None] = (),
        faces: torch.Tensor | None = None,
    ) -> None:
        taken = taken or [None] * len(styles)
        self._options = options
        # A seamless G has no edge, so none of S may be seen either: it would be asked for in the midst of G.
        self._borders: Borders = "circular" if options.seamless else "zeros"
        self._borders_of_styles: Borders = "replicate" if options.seamless else "zeros"
        self._in_strips = in_strips
        #: lambda[l] of each style layer that counts.
        self.lambdas = {
            layer: weight
            for layer, weight in zip(options.style_layers, options.layer_weights, strict=True)
            if weight > 0 and options.beta > 0
        }
        self._taps = tuple({*self.lambdas, *([options.content_layer] if options.alpha > 0 else [])})
        self._network: Features = fast_features(options.network, options.number_format)
        self._positions = {layer: _positions(content, layer) for layer in (*self.lambdas, options.content_layer)}
        exact = load_features(options.network)
        with torch.no_grad():
            self._content = self._content_of(exact, content)
            shares = options.shares(len(styles))
            if masks:
                self._wanted = [
                    _Wanted(share, self._kept_grams(exact, picture, of), self._guides(mask, seen))
                    for share, picture, of, mask in zip(shares, styles, taken, masks, strict=True)
                ]
            else:
                guides = {} if seen is None else self._guides(seen)
                self._wanted = [_Wanted(1.0, self._mixed(exact, styles, shares, taken), guides)]
            self._in_faces = [] if faces is None else self._wanted_in(faces, masks, seen)
        #: Weight of each position of the content layer, n_H x n_W; None where all are the same.
        self.content_weights: torch.Tensor | None = None

    @property
    def content_positions(self) -> tuple[int, int]:
        """Return n_H and n_W of the content layer."""
        return self._positions[self._options.content_layer]

    def costs(
        self, generated: torch.Tensor, exactly: bool = False
    ) -> tuple[torch.Tensor, dict[str, torch.Tensor], torch.Tensor]:
        """Return J_content, J_style by layer, not weighted, and sum_l lambda[l] J_style[l] of the faces by themselves.

        Args:
            generated: G, 1 x 3 x H x W in [0, 1].
            exactly: in float32, whatever number format is fastest.
        """
        network = load_features(self._options.network) if exactly else self._network
        pixels = generated.contiguous(memory_format=torch.channels_last)
        content = torch.zeros((), device=generated.device)
        styles: dict[str, torch.Tensor] = {}
        in_faces = torch.zeros((), device=generated.device)
        if self._in_strips:
            sums, activations = strips.through(
                network, pixels, self._taps, self._options.pooling, self._summed, self._borders, self._in_strips
            )
            for layer, of_content in sums.items():
                if layer in self.lambdas:
                    of_all, of_faces, of_content = self._split(of_content)
                    styles[layer] = self._style_cost_of_sums(layer, of_all, self._wanted)
                    of_layer_in_faces = self._style_cost_of_sums(layer, of_faces, self._in_faces)
                    in_faces = in_faces + self.lambdas[layer] * of_layer_in_faces
                content = sum(of_content, start=content)
        else:
            activations = network(pixels, self._taps, self._options.pooling, widened=False, borders=self._borders)
        layer = self._options.content_layer
        if layer in activations and self._options.alpha > 0:
            content = losses.content_cost(self._content, activations[layer], self.content_weights)
        for layer in self.lambdas:
            if layer in activations:
                of_layer = activations[layer].squeeze(0)
                styles[layer] = self._style_cost(layer, of_layer, self._wanted)
                in_faces = in_faces + self.lambdas[layer] * self._style_cost(layer, of_layer, self._in_faces)
        return content, {layer: styles[layer] for layer in self.lambdas}, in_faces

    def _content_of(self, exact: Features, content: torch.Tensor) -> torch.Tensor:
        layer, pooling, borders = self._options.content_layer, self._options.pooling, self._borders
        if not self._in_strips:
            return exact(content, [layer], pooling, borders=borders)[layer]
        if strips.block_of(layer) <= self._in_strips:
            return strips.collected(exact, content, layer, pooling, borders, self._in_strips)
        return strips.through(exact, content, [layer], pooling, self._summed, borders, self._in_strips)[1][layer]

    def _kept_grams(
        self, exact: Features, picture: torch.Tensor, taken: torch.Tensor | None
    ) -> Mapping[str, torch.Tensor]:
        """Return `_grams_of`, which other runs may have computed already: many choose the same style."""
        how = (exact.network, *self.lambdas, self._options.pooling, self._borders_of_styles, self._in_strips)
        return kept_grams.of(how, [picture, taken], lambda: self._grams_of(exact, picture, taken))

    def _grams_of(self, exact: Features, picture: torch.Tensor, taken: torch.Tensor | None) -> dict[str, torch.Tensor]:
        """Return the Gram matrices per position of a style picture, or of what is taken of it, by layer."""
        layers, pooling = list(self.lambdas), self._options.pooling
        positions = {layer: _positions(picture, layer) for layer in layers}
        guides = {} if taken is None else {layer: regions.guide(taken, positions[layer]) for layer in layers}

        def guided(layer: str, activations: torch.Tensor, rows: slice = _ALL) -> torch.Tensor:
            return activations * guides[layer][:, rows] if layer in guides else activations

        def gram_of(layer: str, activations: torch.Tensor, rows: slice) -> tuple[torch.Tensor, ...]:
            return (losses.gram_matrix(guided(layer, activations, rows)[0]).float(),)

        if not self._in_strips:
            activations = exact(picture, layers, pooling, borders=self._borders_of_styles)
            return {layer: losses.gram_per_position(guided(layer, activations[layer])[0]) for layer in layers}
        sums, activations = strips.through(
            exact, picture, layers, pooling, gram_of, self._borders_of_styles, self._in_strips
        )
        grams = {layer: losses.gram_per_position(guided(layer, activations[layer])[0]) for layer in activations}
        for layer, (gram,) in sums.items():
            grams[layer] = gram / (positions[layer][0] * positions[layer][1])
        return grams

    def _mixed(
        self,
        exact: Features,
        pictures: Sequence[torch.Tensor],
        shares: Sequence[float],
        taken: Sequence[torch.Tensor | None],
    ) -> dict[str, torch.Tensor]:
        """Return the weighted mean of the style pictures' Gram matrices, by layer."""
        mixed: dict[str, torch.Tensor] = {}
        for share, picture, of in zip(shares, pictures, taken, strict=True):
            for layer, gram in self._kept_grams(exact, picture, of).items():
                mixed[layer] = mixed[layer] + share * gram if layer in mixed else share * gram
        return mixed

    def _wanted_in(
        self, faces: torch.Tensor, masks: Sequence[torch.Tensor], seen: torch.Tensor | None
    ) -> list[_Wanted]:
        """Return what is wanted of the faces by themselves, in each region that they reach."""
        parts = [faces * mask for mask in masks] or [faces]
        return [
            _Wanted(wanted.share, wanted.grams, self._guides(part, seen))
            for wanted, part in zip(self._wanted, parts, strict=True)
            if float(part.mean()) >= regions.LEAST
        ]

    def _guides(self, mask: torch.Tensor, seen: torch.Tensor | None = None) -> dict[str, torch.Tensor]:
        mask = mask if seen is None else mask * seen
        return {layer: regions.guide(mask, self._positions[layer]) for layer in self.lambdas}

    def _style_cost(self, layer: str, activations: torch.Tensor, parts: Sequence[_Wanted]) -> torch.Tensor:
        """Return J_style of one layer, over all parts of G, from its activations."""
        cost = torch.zeros((), device=activations.device)
        for wanted in parts:
            guided = activations
            if layer in wanted.guides:
                guided = activations * wanted.guides[layer].to(activations.dtype)
            cost = cost + wanted.share * losses.style_cost(wanted.grams[layer], guided)
        return cost

    def _split(
        self, sums: tuple[torch.Tensor, ...]
    ) -> tuple[tuple[torch.Tensor, ...], tuple[torch.Tensor, ...], tuple[torch.Tensor, ...]]:
        """Return the Gram matrices of the regions, those of the faces, and what else was summed."""
        regions_end = len(self._wanted)
        faces_end = regions_end + len(self._in_faces)
        return sums[:regions_end], sums[regions_end:faces_end], sums[faces_end:]

    def _style_cost_of_sums(self, layer: str, grams: Sequence[torch.Tensor], parts: Sequence[_Wanted]) -> torch.Tensor:
        """Return J_style of one layer from the Gram matrix of each part of G."""
        height, width = self._positions[layer]
        cost = torch.zeros((), device=self._content.device)
        for wanted, gram in zip(parts, grams, strict=True):
            cost = cost + wanted.share * losses.style_cost_of_gram(wanted.grams[layer], gram, height * width)
        return cost

    def _summed(self, layer: str, activations: torch.Tensor, rows: slice) -> tuple[torch.Tensor, ...]:
        """Return what some rows of a layer add to the Gram matrix of each part of G, and then to J_content."""
        sums: list[torch.Tensor] = []
        if layer in self.lambdas:
            for wanted in (*self._wanted, *self._in_faces):
                guided = activations
                if layer in wanted.guides:
                    guided = activations * wanted.guides[layer][:, rows].to(activations.dtype)
                sums.append(losses.gram_matrix(guided[0]).float())
        if layer == self._options.content_layer and self._options.alpha > 0:
            weights = None if self.content_weights is None else self.content_weights[rows]
            share = activations.numel() / self._content.numel()
            sums.append(share * losses.content_cost(self._content[:, :, rows], activations, weights))
        return tuple(sums)


def _positions(picture: torch.Tensor, layer: str) -> tuple[int, int]:
    """Return n_H and n_W of a layer for a picture, 1 x 3 x H x W."""
    halvings = strips.block_of(layer) - 1
    return picture.shape[2] >> halvings, picture.shape[3] >> halvings
