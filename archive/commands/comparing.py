"""`archive diff`, `changes`, `reviews`, `removed`, `dupes`, `cite`: what the years did to pages."""

from __future__ import annotations

from dataclasses import asdict

import click

from archive import changes as over_time
from archive import citing, duplicates, removals
from archive import reviews as review_ledger
from archive.commands.shared import json_option, note, on_archive, print_json, print_table, print_text
from archive.diff import marked
from archive.meaning import CLASSES, DETAILS
from archive.store import Archive


@click.command()
@click.argument("url")
@click.argument("first", metavar="[FROM]", required=False)
@click.argument("last", metavar="[TO]", required=False)
@json_option
@on_archive
def diff(archive: Archive, url: str, first: str | None, last: str | None, as_json: bool) -> None:
    """Show what changed from one version of a page to another (numbers or dates; default: the last two)."""
    revision = over_time.difference(archive, url, first, last)
    if as_json:
        print_json(asdict(revision))
    else:
        _show_revision(revision)
        if not revision.changes:
            note("no difference")


@click.command()
@click.option("--since", metavar="DATE", help="Only what was first seen then or later.")
@click.option(
    "--class", "kinds", multiple=True, type=click.Choice([*CLASSES, *DETAILS]), help="Only these changes."
)
@json_option
@on_archive
def changes(archive: Archive, since: str | None, kinds: tuple[str, ...], as_json: bool) -> None:
    """List what changed in all pages, classed by what it means."""
    found = over_time.changes(archive, since=since, kinds=kinds)
    if as_json:
        print_json([asdict(revision) for revision in found])
        return
    count = 0
    for revision in found:
        _show_revision(revision)
        count += 1
    note(f"{count:,} revision{'' if count == 1 else 's'}")


@click.command()
@click.option(
    "--months", type=click.IntRange(min=0), default=24, show_default=True, help="Overdue after these."
)
@json_option
@on_archive
def reviews(archive: Archive, months: int, as_json: bool) -> None:
    """List dates that moved without the text, pages not reviewed for long, and who reviewed what."""
    ledger = review_ledger.ledger(archive, months=months)
    if as_json:
        print_json(asdict(ledger))
        return
    print_text("Dates that moved while the text stayed the same")
    rows = [(m.first_seen, m.field, m.before or "–", m.after or "–", m.url) for m in ledger.moved]
    print_table(("seen", "date", "before", "after", "page"), rows)
    print_text(f"\nNot reviewed for {months} months")
    print_table(("reviewed", "page"), [(overdue.reviewed, overdue.url) for overdue in ledger.overdue])
    print_text("\nReviewers")
    for reviewer in ledger.reviewers:
        name = ", ".join(part for part in (reviewer.name, reviewer.credentials) if part)
        print_text(f"{name} ({reviewer.site}): {len(reviewer.urls):,}")
        for url in reviewer.urls:
            print_text(f"  {url}")


@click.command()
@click.option("--since", metavar="DATE", help="Only what was confirmed gone then or later.")
@json_option
@on_archive
def removed(archive: Archive, since: str | None, as_json: bool) -> None:
    """List pages that are gone, with the evidence and the last good copy."""
    found = removals.removals(archive, since=since)
    if as_json:
        print_json([asdict(removal) for removal in found])
        return
    for gone in found:
        print_text(f"{gone.url}\n    {gone.title or '(no article)'}")
        print_text(
            f"    last good {gone.last_good or '–'}, first missed {gone.first_missed},"
            f" confirmed gone {gone.confirmed_gone}"
        )
        if gone.warc_file:
            print_text(
                f"    {gone.payload_digest} in {gone.warc_file} at {gone.warc_offset}, {gone.record_id}"
            )
    note(f"{len(found):,} page{'' if len(found) == 1 else 's'} gone")


@click.command()
@json_option
@on_archive
def dupes(archive: Archive, as_json: bool) -> None:
    """Group articles that say nearly the same, the likely origin first."""
    clusters = duplicates.clusters(archive)
    if as_json:
        print_json([[asdict(copy) for copy in cluster] for cluster in clusters])
        return
    for cluster in clusters:
        for number, copy in enumerate(cluster):
            why = f"  ({copy.reason})" if copy.reason else ""
            print_text(f"{'  ' if number else ''}{copy.published or copy.first_seen[:10]}  {copy.url}{why}")
    note(f"{len(clusters):,} group{'' if len(clusters) == 1 else 's'} of near-duplicates")


@click.command()
@click.argument("url")
@click.option("--at", metavar="DATE", help="As it was at the end of that day, or at that moment (UTC).")
@json_option
@on_archive
def cite(archive: Archive, url: str, at: str | None, as_json: bool) -> None:
    """Print how to cite an archived page; with --json an item of CSL-JSON."""
    reference = citing.cite(archive, url, at=at)
    if as_json:
        print_json([reference.csl])
    else:
        print_text(reference.text)


def _show_revision(revision: over_time.Revision) -> None:
    print_text(f"{revision.url}  version {revision.before} → {revision.after}")
    print_text(f"  {revision.title or '(no title)'}, between {revision.last_seen} and {revision.first_seen}")
    for change in revision.changes:
        label = ", ".join((change.kind, *change.details))
        shown = marked(change.before, change.after) if change.before or change.after else "(markup)"
        print_text(f"  {change.field} [{label}]: {shown}")
    print_text("")
