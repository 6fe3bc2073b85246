"""Trains the line filter on the corpus beside the project, and says how it does on publishers it has not seen.

    python -m benchmarks.train_extraction [--dry-run]

Cross-validates by brand, prints the figures of the whole extraction, and writes the model and its card into
`crawler/extraction/line_filter/`. The same corpus and code give the same bytes. Takes a few minutes on two cores; the
first time it makes an environment with LightGBM under `.bench/`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.training_card import Training, card_of, curve_table, parts_table
from benchmarks.training_pages import TrainingPage, read_training_pages
from benchmarks.training_scores import score_pages
from crawler.extraction.line_filter.features import FEATURES
from crawler.extraction.line_filter.model import MODEL_FILE

HOME = Path(__file__).parent
PACKAGE = HOME.parent / "crawler" / "extraction" / "line_filter"
LOCK = HOME / "train.lock"
ENVIRONMENT = HOME.parent / ".bench" / "train"

FOLDS = 5
ROUNDS = 120
#: Small trees and few rounds: larger models were no better on publishers they had not seen.
PARAMETERS = {
    "num_leaves": 7,
    "learning_rate": 0.08,
    "min_data_in_leaf": 20,
    "lambda_l2": 1.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
}


def main() -> None:
    """Train, judge, print and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dry-run", action="store_true", help="print the figures and write nothing")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    python = environment()
    pages = read_training_pages(given.processes)
    folds = folds_of(pages)
    models = fit(python, pages, folds)
    documents = [document_of(model["trees"]) for model in models]
    scored = score_pages(pages, [documents[fold] for fold in folds], processes=given.processes)
    print(parts_table(scored), curve_table(scored), sep="\n\n")
    if not given.dry_run:
        gains = dict(zip(FEATURES, models[-1]["gains"], strict=True))
        training = Training(pages, scored, gains, {**PARAMETERS, "rounds": ROUNDS})
        (PACKAGE / MODEL_FILE).write_text(documents[-1], "utf-8")
        (PACKAGE / "MODEL_CARD.md").write_text(card_of(training), "utf-8")


def fold_documents(processes: int = 2) -> dict[str, str]:
    """Brand → the document of a model that has not seen it."""
    python = environment()
    pages = read_training_pages(processes)
    folds = folds_of(pages)
    documents = [document_of(model["trees"]) for model in fit(python, pages, folds)]
    return {page.brand: documents[fold] for page, fold in zip(pages, folds, strict=True)}


def environment() -> Path:
    """The Python of the environment that LightGBM lives in, which is made anew when the lock has changed."""
    python, made_from = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "made-from.lock"
    if not made_from.exists() or made_from.read_bytes() != LOCK.read_bytes():
        print(f"Setting up {ENVIRONMENT}: about a minute.", file=sys.stderr)
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        install = [
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            LOCK,
        ]
        subprocess.run([python, *install], check=True)
        made_from.write_bytes(LOCK.read_bytes())
    return python


def folds_of(pages: Sequence[TrainingPage]) -> list[int]:
    """The fold of each page: all pages of a brand, in whatever set, fall into the same."""
    brands = sorted({page.brand for page in pages})
    random.Random(1).shuffle(brands)
    number = {brand: index % FOLDS for index, brand in enumerate(brands)}
    return [number[page.brand] for page in pages]


def fit(python: Path, pages: Sequence[TrainingPage], folds: Sequence[int]) -> list[dict[str, Any]]:
    """A model for each fold that has not seen it, and a last one that has seen all."""
    examples = [
        (line, weight, fold)
        for page, fold in zip(pages, folds, strict=True)
        for line, weight in page.learnt_from()
    ]
    task = {
        "rows": [line.row for line, _, _ in examples],
        "labels": [int(line.belongs) for line, _, _ in examples],
        "weights": [weight for _, weight, _ in examples],
        "folds": [fold for _, _, fold in examples],
        "fold_count": FOLDS,
        "parameters": PARAMETERS,
        "rounds": ROUNDS,
    }
    done = subprocess.run(
        [python, HOME / "boost.py"], input=json.dumps(task), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"fitting failed:\n{done.stderr}")
    models: list[dict[str, Any]] = json.loads(done.stdout)["models"]
    return models


def document_of(trees: Sequence[Any]) -> str:
    """The model's file, a tree a line."""
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    return f'{{"features": {json.dumps(FEATURES)},\n"trees": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    main()
