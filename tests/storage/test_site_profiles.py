"""Site profiles: one row a source, and two writers that notice each other."""

from __future__ import annotations

import random

import pytest

from storage.site_profiles import LARGEST, KeptProfile
from tests.storage.builders import NOW, Desk, at

FIRST = {"version": 1, "page_count": 3, "samples": {"a": "Zeichen ü 記事"}}
SECOND = {"version": 1, "page_count": 4}


def test_a_source_of_which_nothing_was_learnt_has_an_empty_profile(desk: Desk) -> None:
    with desk.archive.read() as tx:
        assert tx.site_profiles.of(desk.source.id) == KeptProfile({})
        assert tx.site_profiles.version(desk.source.id) == 0


def test_a_profile_comes_back_as_it_was_kept(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        assert tx.site_profiles.keep(desk.source.id, FIRST, version=0, now=NOW)
    with desk.archive.begin() as tx:
        assert tx.site_profiles.of(desk.source.id) == KeptProfile(FIRST, 1, NOW)
        assert tx.site_profiles.keep(desk.source.id, SECOND, version=1, now=at(hours=1))
        assert tx.site_profiles.version(desk.source.id) == 2
    with desk.archive.read() as tx:
        assert tx.site_profiles.of(desk.source.id) == KeptProfile(SECOND, 2, at(hours=1))


@pytest.mark.parametrize("version", [0, 2])
def test_nobody_overwrites_what_somebody_else_has_kept_since(desk: Desk, version: int) -> None:
    with desk.archive.begin() as tx:
        tx.site_profiles.keep(desk.source.id, FIRST, version=0, now=NOW)
        assert not tx.site_profiles.keep(desk.source.id, SECOND, version=version, now=NOW)
        assert tx.site_profiles.of(desk.source.id) == KeptProfile(FIRST, 1, NOW)


def test_what_was_forgotten_is_learnt_anew(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        assert not tx.site_profiles.forget(desk.source.id)
        tx.site_profiles.keep(desk.source.id, FIRST, version=0, now=NOW)
        assert tx.site_profiles.forget(desk.source.id)
        assert not tx.site_profiles.keep(desk.source.id, SECOND, version=1, now=NOW), "its row is gone"
        assert tx.site_profiles.keep(desk.source.id, SECOND, version=0, now=NOW)


def test_a_profile_has_a_bound(desk: Desk) -> None:
    noise = {"texts": random.Random(1).randbytes(LARGEST).hex()}
    with desk.archive.begin() as tx, pytest.raises(ValueError, match="262,144 are the limit"):
        tx.site_profiles.keep(desk.source.id, noise, version=0, now=NOW)
