#!/bin/sh
# Renews the two lock files: names, versions and hashes, no index and no host.
# requirements.lock is everything a developer needs; requirements-run.lock is what the container image gets.
set -eu
uv=.venv/bin/uv
[ -x "$uv" ] || .venv/bin/python -m pip install -q uv
compile() { "$uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade "$@"; }
compile pyproject.toml -o requirements-run.lock
compile pyproject.toml --group dev -o requirements.lock
# The benchmarks' own environments: other extractors, and what trains the line filter.
compile benchmarks/peers.in -o benchmarks/peers.lock
compile benchmarks/train.in -o benchmarks/train.lock
