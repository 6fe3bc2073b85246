"""Builds the feeds, sitemaps and robots.txt of a site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from lxml import etree
from lxml.builder import ElementMaker

from tests.newsroom.model import Article
from tests.newsroom.sites import Site

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS_1 = "http://purl.org/rss/1.0/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def rss(site: Site) -> bytes:
    """RSS 2.0."""
    e, dc = ElementMaker(nsmap={"dc": DC}), ElementMaker(namespace=DC)
    channel = e.channel(
        e.title(site.source.title),
        e.link(f"{site.base}/"),
        e.description(f"News from {site.source.title}"),
        e.language(site.source.language),
        e.lastBuildDate(format_datetime(site.changed_at)),
    )
    for article in _newest(site):
        item = e.item(e.title(article.title), e.link(site.feed_url(article)))
        item.append(e.guid(_tag(site, article), isPermaLink="false"))
        if article.standfirst:
            item.append(e.description(article.standfirst))
        item.extend(dc.creator(author) for author in article.authors)
        if article.published:
            item.append(e.pubDate(format_datetime(article.published)))
        item.extend(e.category(tag) for tag in article.tags)
        channel.append(item)
    return _xml(e.rss(channel, version="2.0"))


def rdf(site: Site) -> bytes:
    """RSS 1.0."""
    nsmap = {None: RSS_1, "rdf": RDF, "dc": DC}
    e, r = ElementMaker(namespace=RSS_1, nsmap=nsmap), ElementMaker(namespace=RDF, nsmap=nsmap)
    dc = ElementMaker(namespace=DC)
    about, articles = f"{{{RDF}}}about", _newest(site)
    listing = r.Seq(*(r.li({f"{{{RDF}}}resource": site.feed_url(article)}) for article in articles))
    channel = e.channel(
        e.title(site.source.title),
        e.link(f"{site.base}/"),
        e.description(f"News from {site.source.title}"),
        dc.language(site.source.language),
        e.items(listing),
        {about: f"{site.base}/index.rdf"},
    )
    root = r.RDF(channel)
    for article in articles:
        url = site.feed_url(article)
        item = e.item(e.title(article.title), e.link(url), {about: url})
        if article.standfirst:
            item.append(e.description(article.standfirst))
        item.extend(dc.creator(author) for author in article.authors)
        if article.published:
            item.append(dc.date(article.published.isoformat()))
        root.append(item)
    return _xml(root)


def atom(site: Site) -> bytes:
    """Atom 1.0."""
    e = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    feed = e.feed(
        e.title(site.source.title),
        e.id(f"{site.base}/"),
        e.updated(_utc(site.changed_at)),
        e.link(rel="self", href=f"{site.base}/atom.xml"),
        e.link(rel="alternate", type="text/html", href=f"{site.base}/"),
        {"{http://www.w3.org/XML/1998/namespace}lang": site.source.language},
    )
    for article in _newest(site):
        entry = e.entry(e.title(article.title), e.id(_tag(site, article)))
        entry.append(e.link(rel="alternate", type="text/html", href=site.feed_url(article)))
        entry.extend(e.author(e.name(author)) for author in article.authors or (site.source.title,))
        if article.published:
            entry.append(e.published(_utc(article.published)))
        if article.changed:
            entry.append(e.updated(_utc(article.changed)))
        if article.standfirst:
            entry.append(e.summary(article.standfirst))
        entry.extend(e.category(term=tag) for tag in article.tags)
        feed.append(entry)
    return _xml(feed)


def json_feed(site: Site) -> bytes:
    """JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.source.title,
        "home_page_url": f"{site.base}/",
        "feed_url": f"{site.base}/feed.json",
        "language": site.source.language,
        "items": [_json_item(site, article) for article in _newest(site)],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _json_item(site: Site, article: Article) -> dict[str, object]:
    item = {
        "id": _tag(site, article),
        "url": site.feed_url(article),
        "title": article.title,
        "summary": article.standfirst,
        "content_text": article.standfirst or article.title,
        "date_published": article.published and article.published.isoformat(),
        "date_modified": article.modified and article.modified.isoformat(),
        "authors": [{"name": author} for author in article.authors],
        "tags": list(article.tags),
    }
    return {name: value for name, value in item.items() if value}


def sitemap(site: Site) -> bytes:
    """A sitemap of every article."""
    return _urlset(site, site.articles)


def sitemap_index(site: Site) -> bytes:
    """An index of one sitemap a week."""
    e = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    index = e.sitemapindex()
    for week, articles in weeks(site).items():
        child = e.sitemap(e.loc(f"{site.base}/sitemaps/{week}.xml"))
        if times := [article.changed for article in articles if article.changed]:
            child.append(e.lastmod(max(times).isoformat()))
        index.append(child)
    return _xml(index)


def weeks(site: Site) -> dict[str, list[Article]]:
    """The articles by ISO week of publication, the children of the sitemap index."""
    by_week: dict[str, list[Article]] = {}
    for article in site.articles:
        week = article.published.strftime("%G-W%V") if article.published else "undated"
        by_week.setdefault(week, []).append(article)
    return by_week


def weekly_sitemap(site: Site, week: str) -> bytes:
    """One child of the sitemap index."""
    return _urlset(site, weeks(site)[week])


def news_sitemap(site: Site) -> bytes:
    """The two days before the newest article, as news sitemaps do."""
    e = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP, "news": NEWS})
    n = ElementMaker(namespace=NEWS)
    dated = [(article, article.published) for article in site.articles if article.published]
    newest = max(published for _, published in dated)
    urlset = e.urlset()
    for article, published in dated:
        if published < newest - timedelta(days=2):
            continue
        publication = n.publication(n.name(site.source.title), n.language(site.source.language))
        date = n.publication_date(published.isoformat())
        news = n.news(publication, date, n.title(article.title))
        urlset.append(e.url(e.loc(site.url(article)), news))
    return _xml(urlset)


def robots_txt(site: Site) -> bytes:
    """The site's wishes, with the sitemaps that it announces there."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in site.source.disallow] or ["Disallow:"]
    if site.crawl_delay:
        lines.append(f"Crawl-delay: {site.crawl_delay:g}")
    if "robots" in site.source.announces:
        lines += ["", *(f"Sitemap: {feed.url}" for feed in site.feeds if feed.is_sitemap)]
    return ("\n".join(lines) + "\n").encode()


#: How each feed of a source is built.
BUILDERS: dict[str, Callable[[Site], bytes]] = {
    "rss": rss,
    "rdf": rdf,
    "atom": atom,
    "json": json_feed,
    "sitemap": sitemap,
    "sitemap_index": sitemap_index,
    "news_sitemap": news_sitemap,
}


def _newest(site: Site) -> tuple[Article, ...]:
    return site.articles[: site.source.feed_limit]


def _urlset(site: Site, articles: Iterable[Article]) -> bytes:
    e = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    urlset = e.urlset()
    for article in articles:
        url = e.url(e.loc(site.url(article)))
        if article.changed:
            url.append(e.lastmod(article.changed.isoformat()))
        urlset.append(url)
    return _xml(urlset)


def _tag(site: Site, article: Article) -> str:
    """An identifier that does not depend on the port."""
    return f"tag:{site.source.name}.example,2026:{article.slug}"


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
