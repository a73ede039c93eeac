"""When the page was published, modified and reviewed.

What a reader sees decides, by its label; a date without a label counts as
published if it stands where such dates stand. Metadata fills the kinds that the
page does not show. Dates of comments, teasers and events are not the page's.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date as Day
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal
from urllib.parse import urlsplit

from scraper.extract import datetext
from scraper.extract.datetext import Order, Printed
from scraper.extract.document import Block, Document
from scraper.extract.finding import Finding, Material
from scraper.extract.place import Place
from scraper.extract.reading import Evidence
from scraper.phrases import months, phrases

Kind = Literal["published", "modified", "reviewed"]
KINDS: tuple[Kind, ...] = ("published", "modified", "reviewed")
_MICRODATA: dict[str, Kind] = {
    "datePublished": "published",
    "dateModified": "modified",
    "lastReviewed": "reviewed",
}

_LONGEST = 400  # characters of a block in which a date is looked for
_AHEAD, _BEHIND = 12, 14  # blocks before and behind the headline that belong to the head
_TAIL = 12  # blocks behind the text that belong to it
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0?[1-9]|1[0-2])(?:[/_-]?(0?[1-9]|[12]\d|3[01]))?(?=[/_.?-]|$)"
)
# More than five words without a separator before a date, or four lower-case words after it.
_WORDS_BEFORE = re.compile(r"(?:[^\W\d_]+,?\s+){6,}(?:[^\W\d_]+\s*)?\(?$")
_WORDS_AFTER = re.compile(r",?(?:\s+[^\W\d_A-Z]+){4,}")
_DATELINE = re.compile(r"\)?\s*(?:[-–—|:]|\s[A-Z])")
_PERIOD = re.compile(r"\s*(?:[-–—]|to|until|till|bis|au|al|a|until|t/m|do|até)\s*", re.IGNORECASE)
_MONTH_IN_PATH = re.compile(r"(?<=\d)/([a-z]{3,9})/(?=\d)")
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/")

_WEIGHTS = {
    "labelled": 3.0,
    "in the head": 2.0,
    "between headline and text": 1.0,
    "behind the text": 0.5,
    "in the text": -1.0,
    "far from the text": -2.0,
    "time element": 1.5,
    "named a date": 1.5,
    "microdata": 2.0,
    "alone on its line": 1.0,
    "leads the text": 2.0,
    "short line": 0.5,
    "long line": -2.5,
    "in metadata": 2.0,
    "in the address": 1.5,
    "in a link elsewhere": -2.0,
    "elsewhere": -4.0,
    "navigation": -2.5,
    "hidden": -1.0,
    "month only": -0.7,
    "repeated": -0.4,
}
_ENOUGH = 2.4  # an unlabelled date below it is none of the page's
_SURE = 4.0  # one from here on beats metadata that says otherwise


@dataclass(slots=True)
class Dates:
    """When the page was published, modified and reviewed."""

    published: str | None = None
    modified: str | None = None
    reviewed: str | None = None


@dataclass(slots=True)
class _Shown:
    """A date that the page shows."""

    value: str
    readings: tuple[str, ...]
    block: int
    element: int
    kind: Kind | None
    source: str
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str) -> None:
        """Count one reason, once."""
        if reason not in self.reasons:
            self.score += _WEIGHTS[reason]
            self.reasons.append(reason)


def find(material: Material) -> Finding[Dates]:
    """The three dates, with every shown and stated date that was weighed."""
    document = material.document
    order = datetext.order_of(_language(document), urlsplit(document.url).hostname or "")
    stated = {kind: _stated(material, kind, order) for kind in KINDS}
    shown = _shown(material, stated, order)
    dates = Dates()
    chosen: dict[Kind, object] = {}
    for kind in ("modified", "reviewed"):
        chosen[kind] = _best_labelled(shown, kind) or next(iter(stated[kind]), None)
    chosen["published"] = _published(shown, stated, _address_dates(document.url))
    unlabelled = chosen["published"]
    if (
        isinstance(unlabelled, _Shown)
        and _is_modified(unlabelled, stated)
        and not _best_labelled(shown, "modified")
    ):
        # A date without label that metadata knows as the modified one.
        chosen["modified"], chosen["published"] = unlabelled, stated["published"][0]
    for kind in KINDS:
        if value := _value(chosen[kind]):
            setattr(dates, kind, value)
    return Finding(dates, _evidence(shown, stated, chosen))


def _language(document: Document) -> str | None:
    root = document.by_tag.get("html")
    return (document.attr(root[0], "lang") or document.attr(root[0], "xml:lang") or None) if root else None


def _value(choice: object) -> str | None:
    if isinstance(choice, _Shown):
        return choice.value or None
    return choice[0] if isinstance(choice, tuple) else None


def _stated(material: Material, kind: Kind, order: Order | None) -> list[tuple[str, str]]:
    """Value and source of what metadata states, most trustworthy first."""
    found = []
    for statement in material.structured.values(kind):
        if statement.element is None and (value := datetext.stated(statement.value, order)):
            found.append((value, statement.source))
    return found


def _best_labelled(shown: list[_Shown], kind: Kind) -> _Shown | None:
    fitting = [date for date in shown if date.kind == kind and date.value and date.score >= _ENOUGH]
    return max(fitting, key=lambda date: date.score, default=None)


def _published(shown: list[_Shown], stated: dict[Kind, list[tuple[str, str]]], address: set[str]) -> object:
    labelled = _best_labelled(shown, "published")
    plain = max((d for d in shown if d.kind is None and d.value), key=lambda d: d.score, default=None)
    if labelled and (plain is None or labelled.score >= plain.score - 1 or plain.score < _SURE):
        return labelled
    metadata = next(iter(stated["published"]), None)
    if plain and metadata is None and plain.score >= _ENOUGH:
        return plain
    if plain and metadata and plain.score >= _SURE and (plain.value == metadata[0] or _alone(plain, shown)):
        return plain
    if plain and metadata and plain.score >= _ENOUGH and _next_to(plain.value, metadata[0]):
        return plain  # metadata gives the same moment in another time zone
    days = [value for value in address if len(value) == 10]
    return metadata or ((days[0], "the page's address") if len(days) == 1 else None)


def _alone(date: _Shown, shown: list[_Shown]) -> bool:
    """Whether the date stands where the page's own does, or no other date is nearly as likely."""
    if "between headline and text" in date.reasons:
        return True
    return all(d.value == date.value or d.kind or d.score < date.score - 1 for d in shown)


def _next_to(value: str, other: str) -> bool:
    """Whether two days differ by one."""
    if len(value) != 10 or len(other) != 10:
        return False
    return abs(Day.fromisoformat(value) - Day.fromisoformat(other)).days == 1


def _is_modified(date: _Shown, stated: dict[Kind, list[tuple[str, str]]]) -> bool:
    if date.kind is not None or not stated["published"] or not stated["modified"]:
        return False
    modified = {value for value, _ in stated["modified"]}
    return date.value in modified and date.value not in {value for value, _ in stated["published"]}


def _shown(
    material: Material, stated: dict[Kind, list[tuple[str, str]]], order: Order | None
) -> list[_Shown]:
    """Every date that the page shows, weighed."""
    document = material.document
    found: list[_Shown] = []
    for block in document.blocks:
        if len(block.text) <= _LONGEST and datetext.HINT.search(block.text):
            found.extend(_in_block(document, block, order))
    timed = {
        _block_of(document, element): element
        for element in document.by_tag.get("time", ())
        if _block_of(document, element) is not None
    }
    found.extend(_from_times(document, found))
    known = {value for dates in stated.values() for value, _ in dates}
    address = _address_dates(document.url)
    counts = Counter(date.value for date in found)
    place = Place(material, _AHEAD, _BEHIND, _TAIL)
    for date in found:
        _settle(date, known | address, order)
        _weigh(date, document, place, date.block in timed)
        if date.value in known:
            date.add("in metadata")
        if any(date.value.startswith(value) or value == date.value for value in address):
            date.add("in the address")
        if counts[date.value] > 3:
            date.add("repeated")
    return found


def _in_block(document: Document, block: Block, order: Order | None) -> list[_Shown]:
    found = []
    text = block.text
    dates = datetext.find(text, order)
    spans = _spans(text, dates)
    end = 0
    for printed in dates:
        before, after = text[end : printed.start], text[printed.end :]
        kind, other = _label(before)
        prose = _prose(before, after) and not (kind and _opens_with_label(before))
        if prose:
            kind, other = None, False
        if not kind and not other and not text[: printed.start].strip(" |·•,-–—:()"):
            kind, other = _label_before(document, block)
        end = printed.end
        if other or printed in spans:
            continue
        date = _Shown(
            printed.value,
            printed.readings,
            block.index,
            _innermost(document, block),
            kind,
            f"text {text[:60]!r}",
        )
        if kind:
            date.add("labelled")
        rest = len(text) - (printed.end - printed.start)
        if rest < 12:
            date.add("alone on its line")
        elif block.index and _leads(before, after) and len(text) > 90:
            date.add("leads the text")
        elif prose or (len(text) > 160 and not kind):
            date.add("long line")
        elif len(text) < 90:
            date.add("short line")
        found.append(date)
    return found


def _opens_with_label(before: str) -> bool:
    return bool(_labels().match(before.lstrip()))


def _leads(before: str, after: str) -> bool:
    """Whether the date opens the text as a dateline: '29.11.2022 – The ministry …'."""
    return not before.strip(" (") and bool(_DATELINE.match(after))


def _prose(before: str, after: str) -> bool:
    """Whether the date stands in a sentence, not in a line of facts about the page."""
    return bool(_WORDS_BEFORE.search(before) or _WORDS_AFTER.match(after))


def _spans(text: str, dates: list[Printed]) -> list[Printed]:
    """Dates that are the ends of a period: '31 December 2021 - 6 January 2022'."""
    found = []
    for first, second in pairwise(dates):
        if _PERIOD.fullmatch(text[first.end : second.start]) and first.value != second.value:
            found += [first, second]
    return found


def _innermost(document: Document, block: Block) -> int:
    """The time element in the block if there is one, else the block's element."""
    return next(
        (e for e in range(block.inline_start, block.inline_end) if document.tags[e] == "time"), block.element
    )


def _from_times(document: Document, found: list[_Shown]) -> list[_Shown]:
    """Dates that only a time element's attribute gives: '3 days ago'."""
    seen = {date.block for date in found}
    extra = []
    for element in document.by_tag.get("time", ())[:100]:
        value = datetext.stated(document.attr(element, "datetime"))
        block = _block_of(document, element)
        if not value or block is None or block in seen:
            continue
        text = document.blocks[block].text
        kind, other = _label(text[:80])
        if not other and len(text) <= _LONGEST:
            date = _Shown(value, (value,), block, element, kind, f"time[datetime] {text[:60]!r}")
            if kind:
                date.add("labelled")
            extra.append(date)
    return extra


def _block_of(document: Document, element: int) -> int | None:
    start, end = document.block_starts[element], document.block_ends[element]
    return start if start < end else None


@cache
def _labels() -> re.Pattern[str]:
    """Labels of all kinds; which kind it is, the groups tell."""
    groups = "|".join(
        f"(?P<{kind}>{'|'.join(re.escape(p).replace(chr(92) + ' ', chr(92) + 's+') for p in phrases('dates', kind))})"
        for kind in ("not_page", "reviewed", "modified", "published")
    )
    return re.compile(rf"(?<![\w’'-])(?:{groups})(?![\w’'])", re.IGNORECASE)


def _label(before: str) -> tuple[Kind | None, bool]:
    """The kind that the words before a date tell, and whether they tell that it is not the page's."""
    before = before[-100:]
    last = None
    for last in _labels().finditer(before):
        pass
    if last is None:
        return None, False
    between = before[last.end() :].strip(" :|·•,-–—()*")
    if len(between) > 45 or len(between.split()) > 7:
        return None, False
    group = last.lastgroup
    if group == "not_page":
        return None, True
    return group, False  # type: ignore[return-value]


def _label_before(document: Document, block: Block) -> tuple[Kind | None, bool]:
    """The label that stands in the block before: 'Last reviewed' over a date."""
    if block.index == 0:
        return None, False
    before = document.blocks[block.index - 1]
    text = before.text.strip(" :|·•-–—")
    if len(text) > 40 or datetext.HINT.search(text):
        return None, False
    match = _labels().fullmatch(text)
    if not match:
        return None, False
    return (None, True) if match.lastgroup == "not_page" else (match.lastgroup, False)  # type: ignore[return-value]


def _settle(date: _Shown, known: set[str], order: Order | None) -> None:
    """Of several readings of a numeric date, the one that other evidence supports, else the usual order."""
    if len(date.readings) < 2:
        return
    backed = [reading for reading in date.readings if reading in known]
    if len(backed) == 1:
        date.value = backed[0]
    elif not date.value and order:
        day_first = date.readings[0]
        date.value = day_first if order == "dmy" else date.readings[1]


def _weigh(date: _Shown, document: Document, place: Place, timed: bool) -> None:
    at = date.block
    where = place.of(at)
    if where != "far from the text" or not date.kind:
        date.add(where)
    if where == "in the head" and place.between(at):
        date.add("between headline and text")
    if timed:
        date.add("time element")
    _weigh_names(date, document, place)
    if document.hidden[date.element]:
        date.add("hidden")
    if len(date.value) == 7:
        date.add("month only")


@cache
def _names(kind: str) -> frozenset[str]:
    table = tomllib.loads((files("scraper.phrases") / "dates.toml").read_text(encoding="utf-8"))
    return frozenset(table[kind])


def _weigh_names(date: _Shown, document: Document, place: Place) -> None:
    """Count what the names of the elements around the date say."""
    block = document.blocks[date.block]
    inline: set[str] = set()
    for element in range(block.inline_start, min(block.inline_end, block.inline_start + 12)):
        inline.update(document.names(element))
    around = set(document.names(date.element))
    near = set(around)
    if kind := _MICRODATA.get(document.attr(date.element, "itemprop")):
        date.add("microdata")
        date.kind = date.kind or kind
    for steps, ancestor in enumerate(place.around(date.element)):
        if place.outside(ancestor):
            date.add("navigation")
        if document.tags[ancestor] == "a":
            date.add("in a link elsewhere")
        names = document.names(ancestor)
        around.update(names)
        if steps < 2:
            near.update(names)
    if (near | inline) & _names("date"):
        date.add("named a date")
    if around & _names("elsewhere"):
        date.add("elsewhere")


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


def _evidence(
    shown: list[_Shown], stated: dict[Kind, list[tuple[str, str]]], chosen: dict[Kind, object]
) -> list[Evidence]:
    evidence = []
    for kind in KINDS:
        for date in sorted((d for d in shown if (d.kind or "published") == kind), key=lambda d: -d.score)[:6]:
            source = f"{date.source} ({', '.join(date.reasons)})"
            evidence.append(Evidence(kind, source, date.value, round(date.score, 2), chosen[kind] is date))
        evidence.extend(
            Evidence(kind, entry[1], entry[0], 1.0, chosen[kind] is entry) for entry in stated[kind][:6]
        )
    return evidence
