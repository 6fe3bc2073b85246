"""`make bench-crawl`: pages a second of `newsdesk crawl`, beside trafilatura's crawler and extraction alone.

All three read the same pages in one run on this machine, so their ratios count, not their absolute numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from benchmarks.pages import generated_pages, real_pages
from benchmarks.server import Site, served
from crawler.errors import CrawlerError
from crawler.extraction import extract_article

BIN = Path(sys.executable).parent
#: Sources that share the pages: enough that no one waits for a single host.
SITES = 20
PROCESSES = os.cpu_count() or 1

#: Its downloader refuses loopback and sleeps between requests unless its settings file says otherwise.
TRAFILATURA_SETTINGS = """
[DEFAULT]
SSRF_PROTECTION = off
SLEEP_TIME = 0
DOWNLOAD_TIMEOUT = 30
MAX_FILE_SIZE = 20000000
MIN_FILE_SIZE = 10
USER_AGENTS =
COOKIE =
MAX_REDIRECTS = 2
INSECURE_SSL_FALLBACK = off
MIN_EXTRACTED_SIZE = 250
MIN_OUTPUT_SIZE = 1
MIN_OUTPUT_COMM_SIZE = 1
MAX_TREE_SIZE =
EXTRACTION_TIMEOUT = 30
MIN_DUPLCHECK_SIZE = 100
MAX_REPETITIONS = 2
EXTENSIVE_DATE_SEARCH = on
EXTERNAL_URLS = off
"""


def main() -> None:
    """Measure one or both page sets and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000, help="generated pages")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is measured; the best counts")
    options = parser.parse_args()
    report("generated pages (40-200 KB)", list(generated_pages(options.pages)), options.rounds)
    real = real_pages()
    if real:
        report("real pages", real, options.rounds)
    else:
        print("real pages: skipped, there is no corpus beside the project")


def report(title: str, pages: Sequence[bytes], rounds: int) -> None:
    """Measure the three on these pages and print pages per second and ratios."""
    mean = sum(map(len, pages)) / len(pages) / 1000
    print(f"\n{title}: {len(pages)} pages, {mean:.0f} KB each on average, {PROCESSES} processes", flush=True)
    with served(_sites(pages)) as ports:
        acts: dict[str, Callable[[], int]] = {
            "trafilatura --parallel (download, extract, write files)": lambda: trafilatura(ports, pages),
            "newsdesk crawl (fetch, extract, recognise, store, index)": lambda: newsdesk(ports),
            "extraction alone (our extract_article, no I/O)": lambda: extraction(pages),
        }
        rates = {}
        for name, act in acts.items():
            rates[name] = max((_measured(act) for _ in range(rounds)), key=lambda each: each.pages_a_second)
            print(f"  {name:58} {rates[name]}", flush=True)
    theirs, ours, limit = rates.values()
    print(
        f"  newsdesk crawl : trafilatura --parallel = {ours.pages_a_second / theirs.pages_a_second:.2f} in pages/s",
        end="",
    )
    print(f", {ours.cpu_ms / theirs.cpu_ms:.2f} in CPU a page")
    print(
        f"  newsdesk crawl : extraction alone       = {ours.pages_a_second / limit.pages_a_second:.2f} in pages/s",
        end="",
    )
    print(f", {ours.cpu_ms / limit.cpu_ms:.2f} in CPU a page", flush=True)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: how many texts, how fast, at what cost in all its processes."""

    text_count: int
    pages_a_second: float
    cpu_ms: float

    def __str__(self) -> str:
        return (
            f"{self.text_count:5} texts  {self.pages_a_second:7.1f} pages/s  {self.cpu_ms:6.1f} ms CPU a page"
        )


def _measured(act: Callable[[], int]) -> Measured:
    started = time.perf_counter()
    with _CpuMeter() as meter:
        done = act()
    return Measured(done, done / (time.perf_counter() - started), meter.seconds / max(done, 1) * 1000)


class _CpuMeter:
    """CPU seconds of all processes below this one, sampled: grandchildren are not in the kernel's sums."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, float], float] = {}
        self._is_over = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)

    @property
    def seconds(self) -> float:
        return sum(self._seen.values())

    def __enter__(self) -> Self:
        self._before = {process.pid for process in psutil.Process().children(recursive=True)}
        self._sampler.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._sampler.join()

    def _sample(self) -> None:
        while not self._is_over.wait(0.1):
            for process in psutil.Process().children(recursive=True):
                if process.pid in self._before:
                    continue
                with suppress(psutil.Error):
                    times = process.cpu_times()
                    self._seen[process.pid, process.create_time()] = times.user + times.system


def newsdesk(ports: Sequence[int]) -> int:
    """`newsdesk crawl` of a sources.toml into a fresh SQLite archive; returns the articles stored."""
    with _folder() as folder:
        sources = folder / "sources.toml"
        sources.write_text(
            "".join(
                f'[[source]]\nname = "site-{port}"\nseeds = ["http://127.0.0.1:{port}/sitemap.xml"]\n'
                for port in ports
            )
        )
        environment = {
            **os.environ,
            "NEWSDESK_DATABASE_URL": f"sqlite:///{folder / 'newsdesk.db'}",
            "NEWSDESK_ALLOW_NETWORKS": "127.0.0.0/8",
            "NEWSDESK_DELAY": "0",
        }
        command = [BIN / "newsdesk", "crawl", "--sources", sources, "--json"]
        run = subprocess.run(command, env=environment, check=False, capture_output=True)
        if run.returncode not in (0, 1):
            raise SystemExit(run.stderr.decode())
        counts = json.loads(run.stdout)["sources"].values()
        return sum(line["new"] + line["revised"] for line in counts)


def trafilatura(ports: Sequence[int], pages: Sequence[bytes]) -> int:
    """trafilatura's own command over the same URLs; returns the files it wrote."""
    with _folder() as folder:
        (folder / "settings.cfg").write_text(TRAFILATURA_SETTINGS)
        urls = [
            f"http://127.0.0.1:{ports[number % SITES]}/article-{number}.html" for number in range(len(pages))
        ]
        (folder / "urls.txt").write_text("\n".join(urls))
        command = [
            *(BIN / "trafilatura", "--input-file", folder / "urls.txt", "--output-dir", folder / "out"),
            *(
                "--config-file",
                folder / "settings.cfg",
                "--parallel",
                str(PROCESSES),
                "--json",
                "--with-metadata",
            ),
        ]
        subprocess.run(command, check=True, capture_output=True)
        return sum(1 for _ in (folder / "out").rglob("*.json"))


def extraction(pages: Sequence[bytes]) -> int:
    """Our extraction in as many processes, with no network and no archive; returns the articles."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        return sum(pool.map(_extract, pages, chunksize=8))


def _extract(page: bytes) -> bool:
    try:
        extract_article(page, "http://127.0.0.1/article.html")
    except CrawlerError:
        return False
    return True


def _sites(pages: Sequence[bytes]) -> list[Site]:
    sites: list[dict[str, tuple[str, bytes]]] = [{} for _ in range(SITES)]
    for number, page in enumerate(pages):
        sites[number % SITES][f"/article-{number}.html"] = ("text/html; charset=utf-8", page)
    for site in sites:
        lines = "".join(f"<url><loc>{{base}}{path}</loc></url>" for path in site)
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</urlset>'
        site["/sitemap.xml"] = ("application/xml", sitemap.encode())
    return sites


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as name:
        yield Path(name)


if __name__ == "__main__":
    main()
