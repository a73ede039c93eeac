"""When the page was published, modified and reviewed.

What a reader sees decides, by its label; a date without a label counts as
published if it stands where such dates stand. Metadata fills the kinds that the
page does not show. Dates of comments, teasers and events are not the page's.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.extract import datetext
from scraper.extract.datetext import Order
from scraper.extract.document import Document
from scraper.extract.finding import Finding, Material
from scraper.extract.place import Place
from scraper.extract.reading import Evidence
from scraper.extract.shown_dates import Kind, Shown, gather
from scraper.phrases import months

KINDS: tuple[Kind, ...] = ("published", "modified", "reviewed")

_ENOUGH = 2.4  # a date that scores less is none of the page's
_ENOUGH_ALONE = 1.0  # for the only date of a page
_SURE = 4.0  # one without label from here on beats metadata that says otherwise
_MARGIN = 1.0  # by which a label may be weaker than the best date without one
_ELSEWHERE = frozenset({"elsewhere", "far from the text"})
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0?[1-9]|1[0-2])(?:[/_-]?(0?[1-9]|[12]\d|3[01]))?(?=[/_.?-]|$)"
)
_MONTH_IN_PATH = re.compile(r"(?<=\d)/([a-z]{3,9})/(?=\d)")
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/")


@dataclass(slots=True)
class Dates:
    """When the page was published, modified and reviewed."""

    published: str | None = None
    modified: str | None = None
    reviewed: str | None = None


@dataclass(slots=True, frozen=True)
class _Stated:
    """A date of the metadata, or of the page's address."""

    value: str
    source: str


_Choice = Shown | _Stated | None
_ByKind = dict[Kind, list[_Stated]]


def find(material: Material) -> Finding[Dates]:
    """The three dates, with every shown and stated date that was weighed."""
    document = material.document
    order = datetext.order_of(_language(document), urlsplit(document.url).hostname or "")
    stated: _ByKind = {kind: _stated(material, kind, order) for kind in KINDS}
    known = {date.value for dates in stated.values() for date in dates}
    address = _address_dates(document.url)
    shown = gather(document, Place(material), known, address, order)
    chosen: dict[Kind, _Choice] = {
        "published": _published(shown, stated, address),
        "modified": _best_labelled(shown, "modified") or next(iter(stated["modified"]), None),
        "reviewed": _best_labelled(shown, "reviewed") or next(iter(stated["reviewed"]), None),
    }
    published = chosen["published"]
    if isinstance(published, Shown) and _is_modified(published, stated):
        # A date without label that metadata knows as the modified one.
        if not _best_labelled(shown, "modified"):
            chosen["modified"] = published
        chosen["published"] = stated["published"][0]
    values = {kind: choice.value for kind, choice in chosen.items() if choice}
    return Finding(Dates(**values), _evidence(shown, stated, chosen))


def _language(document: Document) -> str | None:
    root = document.by_tag.get("html")
    return (document.attr(root[0], "lang") or document.attr(root[0], "xml:lang") or None) if root else None


def _stated(material: Material, kind: Kind, order: Order | None) -> list[_Stated]:
    """What metadata states, most trustworthy first."""
    return [
        _Stated(value, statement.source)
        for statement in material.structured.values(kind)
        if (value := datetext.stated(statement.value, order))
    ]


def _best_labelled(shown: list[Shown], kind: Kind) -> Shown | None:
    fitting = [date for date in shown if date.kind == kind and date.value and date.score >= _ENOUGH]
    return max(fitting, key=lambda date: date.score, default=None)


def _published(shown: list[Shown], stated: _ByKind, address: set[str]) -> _Choice:
    labelled = _best_labelled(shown, "published")
    plain = max((d for d in shown if d.kind is None and d.value), key=lambda d: d.score, default=None)
    if labelled and not _outdone(labelled, plain):
        return labelled
    metadata = next(iter(stated["published"]), None)
    if plain and plain.score >= _ENOUGH:
        if metadata is None or _next_to(plain.value, metadata.value):
            return plain  # a day's difference is the same moment in another time zone
        if plain.score >= _SURE and (plain.value == metadata.value or _alone(plain, shown)):
            return plain
    days = [value for value in address if len(value) == len("YYYY-MM-DD")]
    if metadata or len(days) == 1:
        return metadata or _Stated(days[0], "the page's address")
    return _only(shown)


def _outdone(labelled: Shown, plain: Shown | None) -> bool:
    """Whether a date without label is the page's rather than one that a label calls published."""
    if plain is None or plain.score < _SURE:
        return False
    if "between headline and text" in plain.reasons and "behind the text" in labelled.reasons:
        return labelled.value != plain.value  # the label stands in another article's teaser, or a box
    return labelled.score < plain.score - _MARGIN


def _only(shown: list[Shown]) -> Shown | None:
    """The date that stands alone on its line, if the page shows no other near its text."""
    near = [d for d in shown if d.value and _ELSEWHERE.isdisjoint(d.reasons)]
    alone = [d for d in near if "alone on its line" in d.reasons and d.score >= _ENOUGH_ALONE]
    return alone[0] if alone and len({(d.value, d.kind) for d in near}) == 1 and not near[0].kind else None


def _alone(date: Shown, shown: list[Shown]) -> bool:
    """Whether the date stands where the page's own does, or no other date is nearly as likely."""
    if "between headline and text" in date.reasons:
        return True
    return all(d.value == date.value or d.kind or d.score < date.score - 1 for d in shown)


def _next_to(value: str, other: str) -> bool:
    """Whether two days differ by one."""
    if len(value) != 10 or len(other) != 10:
        return False
    return abs(datetime.date.fromisoformat(value) - datetime.date.fromisoformat(other)).days == 1


def _is_modified(date: Shown, stated: _ByKind) -> bool:
    """Whether a date without label is the metadata's modified one, while another is published."""
    if date.kind is not None or not stated["published"]:
        return False
    published = {other.value for other in stated["published"]}
    return date.value not in published and date.value in {other.value for other in stated["modified"]}


def _address_dates(url: str) -> set[str]:
    """Dates in the page's address: '/2023/05/17/' gives the day, '/2023/05/' the month."""
    path = _MONTH_IN_PATH.sub(_month_number, urlsplit(_ARCHIVED.sub("", url)).path.casefold())
    found: set[str] = set()
    for match in _URL_DATE.finditer(path):
        value = datetext.stated("-".join(part for part in match.groups() if part))
        if value:
            found.add(value)
    return found


def _month_number(match: re.Match[str]) -> str:
    numbers = months().get(match[1])
    return f"/{min(numbers)}/" if numbers else match[0]


def _evidence(shown: list[Shown], stated: _ByKind, chosen: dict[Kind, _Choice]) -> list[Evidence]:
    evidence = []
    for kind in KINDS:
        of_kind = [date for date in shown if (date.kind or "published") == kind or chosen[kind] is date]
        for date in sorted(of_kind, key=lambda date: -date.score)[:6]:
            source = f"{date.source} ({', '.join(date.reasons)})"
            evidence.append(Evidence(kind, source, date.value, round(date.score, 2), chosen[kind] is date))
        for other in stated[kind][:6]:
            evidence.append(Evidence(kind, other.source, other.value, 1.0, chosen[kind] is other))
    return evidence
