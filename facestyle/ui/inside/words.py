"""The words of the tab Inside the network."""

from __future__ import annotations

INTRO = (
    "**What does a network look for?** Each layer has units, and each unit fires where a picture shows its own small "
    "pattern. Here are units of one layer, each with the nine patches of the pictures that make it fire most: what "
    "they have in common is what the unit looks for. Shallow layers find edges and colours, deep ones parts of things."
)
NETWORK_CHOICES = [("VGG-16, trained on things", "vgg16"), ("the face encoder", "facenet-128")]
SET_CHOICES = [("the styles and sample pictures", "samples"), ("my pictures", "mine")]
EMPTY = "Nine units of the layer appear here, each with its nine patches. Press Look inside."
UNIT_EMPTY = (
    "Click one of the nine units above: its patches with their activations, a picture that the unit asks for, and "
    "where it fires in one picture."
)
COMPARE_INTRO = (
    "**What the costs compare.** Restyling makes G like C in its *features* (place by place) and like S in its *Gram "
    "matrices* (which channels fire together, wherever). Here are both as pictures. Leave G empty, and a quick one is "
    "made of C and S."
)
COMPARE_EMPTY = "Features and Gram matrices appear here, layer by layer. Press Compare layers."
FEATURES_MEAN = (
    "Features: the many channels of a layer reduced to three colours, the same for C and G. Where C and G have the "
    "same colours in the same places, the content is kept: J content is 0 where both are equal."
)
GRAMS_MEAN = (
    "Gram matrices: a row and a column for each of the 48 channels that are strongest in S; a bright spot says that "
    "both channels fire in the same places. The nearer the pattern of G is to that of S, the lower is J style."
)
PATCHES_MEAN = (
    "The nine places, of nine different pictures, where this unit fired most, cut out exactly as large as what it can "
    "see. The number is its activation: 0 is silent. Grey lies beyond the border of the picture."
)
ASKS_MEAN = (
    "Nobody painted this. It began as noise, and each step changed its pixels so that the unit fires more. Compare it "
    "with the patches."
)
WHERE_MEAN = (
    "In colour where the unit fires, grey where it is silent. The frame is what it saw where it fired most. Another "
    "picture can be chosen under More."
)
GRADIENT_MEAN = (
    "The gradient of that strongest activation to the pixels in the frame: grey pixels don't matter, coloured ones do."
)
