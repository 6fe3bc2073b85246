"""Fits boosted trees; runs in an environment of its own, where LightGBM lives (see `benchmarks.train_extraction`).

Reads one JSON object from standard input: rows of features, a label and a weight for each, the fold that each
belongs to, and how to fit. Answers with a model for each fold, which has not seen that fold's rows, and a last one
that has seen all: {"models": [{"trees": …, "gains": …}, …]}.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import lightgbm
import numpy

#: One thread and a fixed seed: the same rows give the same trees, to the byte.
REPEATABLE = {"deterministic": True, "force_row_wise": True, "num_threads": 1, "seed": 1, "verbose": -1}


def main() -> None:
    """Fit the models that standard input asks for."""
    task = json.load(sys.stdin)
    rows, labels = numpy.array(task["rows"]), numpy.array(task["labels"])
    weights, folds = numpy.array(task["weights"]), numpy.array(task["folds"])
    models = []
    for fold in [*range(task["fold_count"]), None]:
        seen = folds != fold if fold is not None else numpy.ones(len(folds), bool)
        models.append(fit(rows[seen], labels[seen], weights[seen], task["parameters"], task["rounds"]))
    json.dump({"models": models}, sys.stdout)


def fit(rows: Any, labels: Any, weights: Any, parameters: dict[str, Any], rounds: int) -> dict[str, Any]:
    """One model: its trees as nested lists, and how much each feature helped."""
    data = lightgbm.Dataset(rows, labels, weight=weights)
    booster = lightgbm.train(
        {"objective": "binary", "use_missing": False, **REPEATABLE, **parameters}, data, rounds
    )
    gains = booster.feature_importance("gain")
    return {
        "trees": [_node(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]],
        "gains": [float(gain) for gain in gains / gains.sum()],
    }


def _node(node: dict[str, Any]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"], 4)
    # Six digits are more than the features carry.
    limit = float(f"{node['threshold']:.6g}")
    return [node["split_feature"], limit, _node(node["left_child"]), _node(node["right_child"])]


if __name__ == "__main__":
    main()
