"""From what the archive keeps to what newsdesk answers: one function a noun, no output here."""

from __future__ import annotations

from storage.model import Article, Picture, Revision, Seed, SourceStatus
from storage.query import answers
from storage.query.diff import Change, Passage, RevisionDiff
from storage.query.search import Page
from storage.rows import rule_values


def present_article(article: Article) -> answers.ArticleAnswer:
    """An article as all faces show it."""
    return answers.ArticleAnswer(
        id=article.id,
        url=article.url,
        canonical_url=article.canonical_url,
        source=article.source,
        title=article.title,
        text=article.text,
        standfirst=article.standfirst,
        authors=list(article.authors),
        agency=article.agency,
        published_at=article.published_at,
        date_precision=article.date_precision,
        date_from=article.date_from,
        modified_at=article.modified_at,
        first_seen_at=article.first_seen_at,
        fetched_at=article.fetched_at,
        revised_at=article.revised_at,
        language=article.language,
        section=article.section,
        tags=list(article.tags),
        image=_present_picture(article.image),
        is_free=article.is_free,
        kind=article.kind,
        wishes=list(article.wishes),
        revision_count=article.revision_count,
    )


def _present_picture(picture: Picture | None) -> answers.PictureAnswer | None:
    if picture is None:
        return None
    return answers.PictureAnswer(url=picture.url, caption=picture.caption, credit=picture.credit)


def present_page(page: Page) -> answers.ArticleListAnswer:
    """One page of a search."""
    return answers.ArticleListAnswer(
        total=page.total, articles=[present_article(article) for article in page.articles], next=page.next
    )


def present_revisions(article_id: int, revisions: tuple[Revision, ...]) -> answers.RevisionListAnswer:
    """All states of one article."""
    return answers.RevisionListAnswer(
        total=len(revisions), article_id=article_id, revisions=[_present_revision(each) for each in revisions]
    )


def _present_revision(revision: Revision) -> answers.RevisionAnswer:
    return answers.RevisionAnswer(
        number=revision.number,
        title=revision.title,
        text=revision.text,
        standfirst=revision.standfirst,
        authors=list(revision.authors),
        modified_at=revision.modified_at,
        fetched_at=revision.fetched_at,
        content_hash=revision.content_hash,
        method=revision.method,
        dropped=[answers.DroppedLineAnswer(text=line.text, reason=line.reason) for line in revision.dropped],
    )


def present_diff(diff: RevisionDiff) -> answers.DiffAnswer:
    """The change between two revisions."""
    return answers.DiffAnswer(
        article_id=diff.article_id,
        from_number=diff.from_number,
        to_number=diff.to_number,
        removed_word_count=diff.word_count(Change.removed),
        added_word_count=diff.word_count(Change.added),
        title=_present_passage(diff.title),
        standfirst=_present_passage(diff.standfirst),
        authors=_present_passage(diff.authors),
        paragraphs=[_present_passage(paragraph) for paragraph in diff.paragraphs],
    )


def _present_passage(passage: Passage) -> list[answers.PieceAnswer]:
    return [answers.PieceAnswer(change=piece.change, text=piece.text) for piece in passage]


def present_sources(statuses: tuple[SourceStatus, ...]) -> answers.SourceListAnswer:
    """All sources with how they stand."""
    return answers.SourceListAnswer(
        total=len(statuses), sources=[_present_source(status) for status in statuses]
    )


def _present_source(status: SourceStatus) -> answers.SourceAnswer:
    spec = status.source.spec
    latest = latest_check(status.seeds)
    return answers.SourceAnswer(
        name=spec.name,
        title=spec.title,
        homepage=spec.homepage,
        language=spec.language,
        is_declared=spec.is_declared,
        rules=[rule_values(rule) for rule in spec.rules],
        article_count=status.article_count,
        pending_count=status.pending_count,
        newest_article_at=status.newest_article_at,
        last_checked_at=latest.last_checked_at if latest else None,
        last_outcome=latest.last_outcome if latest else None,
        next_check_at=min((seed.next_check_at for seed in status.seeds), default=None),
        seeds=[_present_seed(seed) for seed in status.seeds],
    )


def latest_check(seeds: tuple[Seed, ...]) -> Seed | None:
    """The seed that was looked at last, None when none ever was."""
    checked = [(seed.last_checked_at, seed.id, seed) for seed in seeds if seed.last_checked_at]
    return max(checked)[2] if checked else None


def _present_seed(seed: Seed) -> answers.SeedAnswer:
    return answers.SeedAnswer(
        url=seed.url,
        kind=seed.kind,
        last_checked_at=seed.last_checked_at,
        last_outcome=seed.last_outcome,
        last_reason=seed.last_reason,
        failure_count=seed.failure_count,
        next_check_at=seed.next_check_at,
    )
