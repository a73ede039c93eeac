"""What the lines of a text capture are: trail, title, standfirst, bylines, text, and what stands after it.

A text capture is a page's visible text without its markup. What it has left
of the layout is the order of lines, their length, and where lines are blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.article import SidebarItem
from scraper.extract import notices, protection, wording
from scraper.extract.bylines import opens_byline, parse_byline

_MAX_TITLE = 250
_MAX_LABEL = 80
_MAX_TRAIL = 600
_PARAGRAPH = 120  # characters from which a line is a paragraph whatever its end
_MAX_SUMMARY = 700
_HEAD = 60  # lines among which the title is looked for
_SEPARATOR = re.compile(r"\s+[>»›→|/•·]\s+|\s*[»›→]\s*|\s>\s?|>(?=\w)")
_SITE = re.compile(r"\s+[|\-–—»·:]+\s+")
_PREFIXES = ("Mc", "Mac", " i", " e", "(i", "(e")  # McBurney, iPhone, eHealth
_SENTENCE_END = re.compile(r"[.!?…。！？:;]['\"”’»)\]]*$")
_DATE_LINE = re.compile(r"\b(?:19|20)\d\d\b")
_BULLET = re.compile(r"^\s*(?:[-*•‣▪◦●·–]|\d{1,2}[.)])\s+(?=\S)")


@dataclass(slots=True)
class Line:
    """One line, with the number of blank lines before it."""

    text: str
    gap: int


@dataclass(slots=True)
class Layout:
    """The parts of a text capture."""

    title: str | None = None
    trail: list[str] = field(default_factory=list)
    summary: str | None = None
    credits: list[str] = field(default_factory=list)  # bylines and lines with dates
    body: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)  # heading first
    sidebar: list[SidebarItem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)  # against copying


def read(text: str) -> Layout:
    """The parts of a text capture; a text without a title has none of the other parts but a body."""
    layout = Layout()
    lines = []
    for line in _lines(text):
        if protection.is_notice(line.text):
            layout.notices.append(line.text)
        else:
            lines.append(line)
    at = _find_title(lines, layout)
    rest = [line for line in lines[at:] if not notices.is_foot(line.text)]
    start = _head(rest, layout)
    end = _end_of_text(rest, start)
    _body(rest[start:end], layout)
    _tail(rest[end:], layout)
    return layout


def _lines(text: str) -> list[Line]:
    """The lines with text; lines that were wrapped at a fixed width are joined again."""
    found: list[Line] = []
    gap = 0
    wrapped = _is_wrapped(text)
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = " ".join(raw.replace("\ufeff", "").split())
        if not line:
            gap += 1
            continue
        if wrapped and found and gap == 0 and len(found[-1].text) > 40 and not _BULLET.match(line):
            found[-1].text += " " + line
        else:
            found.append(Line(line, gap))
        gap = 0
    return found


def _is_wrapped(text: str) -> bool:
    """Whether paragraphs are broken at a fixed width: groups of lines of nearly the same length."""
    groups = [
        group.splitlines() for group in re.split(r"\n\s*\n", text.replace("\r", "")) if group.count("\n") > 1
    ]
    inner = [len(line.strip()) for group in groups for line in group[:-1]]
    if len(inner) < 6 or len(groups) < 2:
        return False
    return 45 <= max(inner) <= 100 and sum(length > 0.75 * max(inner) for length in inner) > 0.8 * len(inner)


def _find_title(lines: list[Line], layout: Layout) -> int:
    """Set title and trail; the position after the title's line."""
    head = lines[:_HEAD]
    for position, line in enumerate(head[1:], 1):
        if 3 < len(line.text) <= _MAX_TITLE and (trail := _trail_above(head, position)):
            layout.title, layout.trail = line.text, trail
            return position + 1
    # Of a page's <title> the part without the site is the headline, and stands again above the text.
    for position, line in enumerate(head[1:], 1):
        first = head[0].text
        parts = [first, *_SITE.split(first)]
        if len(line.text) > 8 and any(wording.fold(line.text) == wording.fold(part) for part in parts):
            layout.title = line.text
            return position + 1
    for position, line in enumerate(head):
        following = next(
            (entry for entry in lines[position + 1 : position + 8] if len(entry.text) >= _PARAGRAPH), None
        )
        plain = not (parse_byline(line.text) or notices.is_notice(line.text))
        if (
            8 <= len(line.text) <= _MAX_TITLE
            and following is not None
            and plain
            and not line.text.endswith(".")
        ):
            layout.title = line.text
            return position + 1
    return 0


def _trail_above(lines: list[Line], position: int) -> list[str]:
    """The labels of the trail that ends at the line at `position`, the title's; empty if there is none."""
    title, above = lines[position].text, lines[position - 1].text
    if len(above) > _MAX_TRAIL:
        return []
    folded = wording.fold(title)
    if wording.fold(above).endswith(folded) and len(above) > len(title):
        labels = split_labels(above[: len(above) - len(title)])
        return [*labels, title] if labels else []
    shortened = re.match(r"(.*?)((?:[^.…]){8,})(?:\.\.\.|…)$", above)
    if shortened:
        for cut in range(8, min(len(title), len(above))):
            if above.rstrip(".… ").endswith(title[:cut]) and not above.rstrip(".… ").endswith(
                title[: cut + 1]
            ):
                labels = split_labels(above.rstrip(".… ")[:-cut])
                if labels and labels[0].casefold() in wording.phrases("notices", "home"):
                    return [*labels, title[:cut] + above[len(above.rstrip(".… ")) :]]
    home = wording.phrases("notices", "home")
    labels = split_labels(above)
    if len(labels) > 1 and labels[0].casefold() in home and len(above) <= 200:
        return labels
    return _trail_of_lines(lines, position, home)


def _trail_of_lines(lines: list[Line], position: int, home: frozenset[str]) -> list[str]:
    """Labels that stand one a line, from 'Home' to the title, which then stands once more."""
    if wording.fold(lines[position - 1].text) != wording.fold(lines[position].text):
        return []
    labels: list[str] = []
    for line in reversed(lines[max(0, position - 8) : position]):
        if len(line.text) > _MAX_LABEL and labels:
            return []
        label = line.text.strip(" >»›/|→")
        if label:
            labels.insert(0, label)
        if label.casefold() in home:
            return labels if len(labels) > 1 else []
    return []


def split_labels(text: str) -> list[str]:
    """The labels of a trail that was captured as one line.

    >>> split_labels("HomeHealth ConditionsEczema")
    ['Home', 'Health Conditions', 'Eczema']
    """
    text = text.strip(" >»›/|→\u00a0")
    parts = _SEPARATOR.split(text) if _SEPARATOR.search(text) else _cut_at_seams(text)
    labels = [part.strip(" >»›/|→\u00a0") for part in parts]
    other = wording.phrases("breadcrumb", "other")
    labels = [label for label in labels if label and wording.label(label) not in other]
    return labels if all(len(label) <= _MAX_LABEL for label in labels) and len(labels) <= 8 else []


def _cut_at_seams(text: str) -> list[str]:
    """Labels that were run together: cut where a word ends and the next begins without a space."""
    cuts = [0]
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        word_ends = before.islower() or before.isdigit() or before in ")!?"
        # "HIVTreatment": capitals end where a capitalised word begins.
        acronym_ends = (
            text[at - 2 : at].isupper() and at > 1 and after.isupper() and text[at + 1 : at + 2].islower()
        )
        named = text[:at].endswith(_PREFIXES)
        if after.isupper() and (word_ends or acronym_ends) and not named:
            cuts.append(at)
    return [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def is_heading(text: str) -> bool:
    """Whether a line is short and no sentence."""
    return len(text) <= 100 and not re.search(r"[.!…;,。]['\"”’»)\]]*$", text) and not _BULLET.match(text)


def _is_credit(text: str) -> bool:
    """Whether a line says who wrote or reviewed the text, or when."""
    if len(text) > 200:
        return False
    if parse_byline(text) or opens_byline(text):
        return True
    return (
        len(text) <= 80
        and bool(_DATE_LINE.search(text))
        and not _SENTENCE_END.search(text)
        and _names_a_day(text)
    )


_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?[^\W\d]{3,}\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b"
    r"|\b[^\W\d]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b"
    r"|^\W*(?:[^\W\d]+:?\s+){0,3}[^\W\d]{3,}\s+(?:19|20)\d\d$"
)


def _names_a_day(text: str) -> bool:
    return _DAY.search(text) is not None


def _head(lines: list[Line], layout: Layout) -> int:
    """Set the standfirst and the bylines above the text; the position at which the text begins."""
    position = 0
    first: int | None = None
    while position < len(lines):
        text = lines[position].text
        if _is_credit(text):
            layout.credits.append(text)
        elif notices.is_notice(text) or wording.fold(text) == wording.fold(layout.title or ""):
            pass
        elif first is None and len(text) > 30 and len(text) <= _MAX_SUMMARY and not _BULLET.match(text):
            first = position
        else:
            break
        position += 1
    if first is None:
        return position
    if _set_apart(lines, first, position):
        layout.summary = lines[first].text
        return position
    return first


def _set_apart(lines: list[Line], first: int, following: int) -> bool:
    """Whether what follows the title is a standfirst: a byline or more blank lines part it from the text."""
    if following >= len(lines):
        return False
    if following > first + 1:
        return len(lines[following].text) > len(lines[first].text) or following > first + 1
    gaps = [line.gap for line in lines[following + 1 : following + 6] if len(line.text) >= _PARAGRAPH]
    return bool(gaps) and lines[following].gap > max(gaps)


def _end_of_text(lines: list[Line], start: int) -> int:
    """Where the text ends: at a closing byline, the share bar, the comments, a heading over other things."""
    remaining = sum(len(line.text) for line in lines[start:] if len(line.text) >= _PARAGRAPH)
    before = 0
    for position in range(start, len(lines)):
        text = lines[position].text
        if len(text) >= _PARAGRAPH:
            before += len(text)
            remaining -= len(text)
        elif before and (notices.comments(wording.fold(text)) or (before > remaining and _ends_text(text))):
            return position
    return len(lines)


def _ends_text(text: str) -> bool:
    """Whether a short line in the second half stands where a text is over."""
    if notices.shares(wording.fold(text)) or (_is_credit(text) and not text.endswith(("?", "!"))):
        return True
    label = wording.label(text)
    over = any(wording.starts("sidebar", key).match(label) for key in ("related", "never"))
    return over and is_heading(text) and len(label.split()) <= 6


def _body(lines: list[Line], layout: Layout) -> None:
    """Share the lines of the text out: notices go, credits are kept as such, the list of sources ends it."""
    sources = wording.phrases("citations", "headings") | wording.phrases("citations", "doubtful")
    for position, line in enumerate(lines):
        if wording.label(line.text) in sources and is_heading(line.text) and position > 0.4 * len(lines):
            layout.references = [entry.text for entry in lines[position:]]
            return
        if notices.is_notice(line.text):
            continue
        if _is_credit(line.text):
            layout.credits.append(line.text)
        else:
            layout.body.append(line.text)


def _tail(lines: list[Line], layout: Layout) -> None:
    """What follows the text: credits, sources, and boxes with their headings."""
    sources = wording.phrases("citations", "headings")
    kept: list[Line] = []
    for position, line in enumerate(lines):
        if wording.label(line.text) in sources and not layout.references:
            layout.references = [entry.text for entry in _until_heading(lines[position:])]
            _boxes(kept, layout)
            return _tail(lines[position + len(layout.references) :], layout)
        if _is_credit(line.text) and not kept:
            layout.credits.append(line.text)
        elif not notices.is_notice(line.text):
            kept.append(line)
    _boxes(kept, layout)
    return None


def _until_heading(lines: list[Line]) -> list[Line]:
    related, never = wording.starts("sidebar", "related"), wording.starts("sidebar", "never")
    for position, line in enumerate(lines[1:], 1):
        label = wording.label(line.text)
        if notices.is_notice(line.text) or (
            is_heading(line.text) and len(label.split()) <= 5 and (related.match(label) or never.match(label))
        ):
            return lines[:position]
    return lines


def _boxes(lines: list[Line], layout: Layout) -> None:
    """Boxes beside the article: a heading; under it titles, or a title and its text, or only a text."""
    section: str | None = None
    listed = never = told = False  # told: a text stood in the section
    title: str | None = None

    def close() -> None:
        nonlocal title
        if title is not None and section is not None and (listed or title != section) and not never:
            layout.sidebar.append(SidebarItem(section, title))
        title = None

    for line in lines:
        text, label = line.text, wording.label(line.text)
        if is_heading(text) and _heads_box(text, label, section, in_list=listed and not told):
            close()
            section = text
            listed = bool(wording.starts("sidebar", "related").match(label))
            never = bool(wording.starts("sidebar", "never").match(label))
            told = False
        elif section is None:
            continue
        elif len(text) < _PARAGRAPH and is_heading(text):
            close()
            title = text
        elif not never:
            layout.sidebar.append(SidebarItem(section, title or section, text))
            title = None
            never, told = False, True
    close()


def _heads_box(text: str, label: str, section: str | None, *, in_list: bool) -> bool:
    """Whether a short line is the heading of a new box rather than a title in the one before."""
    if section is None:
        return True
    words = len(text.split())
    known = any(wording.starts("sidebar", key).match(label) for key in ("related", "never"))
    if words <= 6 and (known or wording.holds("sidebar", "newsletter").search(label)):
        return True
    return words <= 4 and not in_list and not text.endswith("?")
