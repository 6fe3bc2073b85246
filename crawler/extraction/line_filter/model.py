"""The trained model as plain data: decision trees whose leaves add up to how likely a line belongs to the story."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from crawler.extraction.line_filter.features import FEATURES, Row

MODEL_FILE = "model.json"
_VERSION_DIGITS = 6

#: A leaf, or: which feature, up to which value to the left, the left branch, the right branch.
Node = float | tuple[int, float, "Node", "Node"]


@dataclass(frozen=True, slots=True)
class Model:
    """Boosted trees."""

    trees: tuple[Node, ...]

    def probability(self, row: Row) -> float:
        """How likely a line with these features belongs to the story, from 0 to 1."""
        total = 0.0
        for tree in self.trees:
            node = tree
            while isinstance(node, tuple):
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += node
        return 1 / (1 + math.exp(-total))


class UnfitModel(ValueError):
    """The model was trained on other features than this version computes; train it again."""


def read_model(text: str) -> Model:
    """The model of a JSON document: {"features": […], "trees": [[feature, value, left, right], …]}."""
    document = json.loads(text)
    if tuple(document["features"]) != FEATURES:
        raise UnfitModel("the line filter's model knows other features; run: make train-extraction")
    return Model(tuple(_node(tree) for tree in document["trees"]))


@lru_cache(maxsize=1)
def packaged_model() -> Model:
    """The model that comes with newsdesk, read once."""
    return read_model(_packaged_text())


def line_filter_version() -> str:
    """Tells one training from another; named in the method of every article."""
    return hashlib.sha256(_packaged_text().encode()).hexdigest()[:_VERSION_DIGITS]


def _packaged_text() -> str:
    return files(__package__).joinpath(MODEL_FILE).read_text("utf-8")


def _node(value: object) -> Node:
    if isinstance(value, list):
        feature, limit, left, right = value
        return (int(feature), float(limit), _node(left), _node(right))
    if isinstance(value, int | float):
        return float(value)
    raise UnfitModel(f"a tree has {value!r} where a branch or a leaf should be")
