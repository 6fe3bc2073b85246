"""Site profiles in the archive: what was learnt about the pages of each source, one compact row a source."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage.rows import insert_into
from storage.schema import site_profile

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Bytes of a profile as it is kept; one of forty real pages has some 40 KB.
LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile as it lies in the archive: plain values, which the crawler understands."""

    data: Mapping[str, Any]
    #: Counts the changes of the row, so that two writers notice each other; 0 while there is no row.
    version: int = 0
    updated_at: datetime | None = None


class SiteProfiles:
    """Keeps and gives profiles, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, source_id: int) -> KeptProfile:
        """The profile of the source; an empty one where nothing has been learnt yet."""
        row = self._connection.execute(
            select(site_profile).where(site_profile.c.source_id == source_id)
        ).first()
        if row is None:
            return KeptProfile({})
        return KeptProfile(json.loads(zstd.decompress(row.data_zstd)), row.version, row.updated_at)

    def version(self, source_id: int) -> int:
        """Which version of it is kept, without reading all of it; 0 where there is none."""
        statement = select(site_profile.c.version).where(site_profile.c.source_id == source_id)
        return self._connection.execute(statement).scalar() or 0

    def keep(self, source_id: int, data: Mapping[str, Any], *, version: int, now: datetime) -> bool:
        """Keeps the profile in the place of the version it was made from.

        False, and nothing is done, where somebody else has kept another one since then.
        Profiles are bounded where they are learnt; one that is larger than LARGEST all the same is a ValueError.
        """
        packed = zstd.compress(json.dumps(data, separators=(",", ":")).encode())
        if len(packed) > LARGEST:
            raise ValueError(f"a profile of {len(packed):,} bytes, where {LARGEST:,} are the limit")
        values = {"version": version + 1, "data_zstd": packed, "updated_at": now}
        if version == 0:
            inserting = insert_into(self._connection, site_profile).values(source_id=source_id, **values)
            keeping = inserting.on_conflict_do_nothing(index_elements=["source_id"])
            return self._connection.execute(keeping.returning(site_profile.c.version)).first() is not None
        same = (site_profile.c.source_id == source_id) & (site_profile.c.version == version)
        replacing = update(site_profile).where(same).values(values)
        return self._connection.execute(replacing).rowcount == 1

    def forget(self, source_id: int) -> bool:
        """Forgets all that was learnt about the source; False when there was nothing."""
        forgetting = delete(site_profile).where(site_profile.c.source_id == source_id)
        return self._connection.execute(forgetting).rowcount == 1
