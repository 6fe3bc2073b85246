"""Serves a hostile origin on many loopback addresses, so that each of its behaviours is a site of its own.

Run as a process: `python hostile_addresses.py SERVER.py PORT ADDRESS…`, where SERVER.py has a `handle(reader, writer)`.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys


async def serve(path: str, port: int, addresses: list[str]) -> None:
    """Serve until the process is ended; tells on standard output when it listens."""
    spec = importlib.util.spec_from_file_location("hostile_origin", path)
    assert spec is not None
    assert spec.loader is not None
    origin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(origin)
    server = await asyncio.start_server(origin.handle, addresses, port, limit=1 << 20)
    print("listening", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
