"""How a query was understood, in lines to print."""

from __future__ import annotations

from collections.abc import Iterator

from archive.search.index import Index
from archive.search.matching import terms
from archive.search.query import Query
from archive.search.ranking import used_names
from archive.search.understanding import Understanding


def explained(index: Index, query: Query, understood: Understanding) -> Iterator[str]:
    """The words with their counts, each correction and expansion, and each filter."""
    for term in terms(index, understood.words):
        yield f"word {term.word}: in {term.count} articles, {term.title_count} titles"
    for change in understood.changes:
        yield f"spelling {change.typed}: no article has it; looking for {' '.join(change.words)}"
    for named in understood.named:
        names, credit = used_names(index, named)
        for name in names:
            yield f"name {' '.join(named.words)}: also called {' '.join(name)} (counts {credit:.0%})"
    for short, rows in understood.spelt_out.items():
        titles = index.titles(rows)
        for row in sorted(rows, key=lambda row: (-rows[row], row))[:5]:
            yield f"short form {short}: may stand for {titles[row]} (fits {rows[row]:.0%})"
    for phrase in query.phrases:
        yield f'only with the phrase "{" ".join(phrase)}"'
    for phrase in query.excluded:
        yield f'not with "{" ".join(phrase)}"'
    for who in query.names:
        yield f"{'not ' * who.negated}{who.field}: {who.text}"
    for date in query.dates:
        yield f"{'not ' * date.negated}{date.field} {date.operator} {date.date}"
