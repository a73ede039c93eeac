"""Places that credit people: bylines, elements named after authors, names that metadata confirms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from archive.article import Person, Role
from scraper.extract import datetext
from scraper.extract.bylines import may_credit, names_in, opens_byline, parse_byline
from scraper.extract.document import Document
from scraper.extract.names import Named, has_given_name, is_name, split_people
from scraper.extract.place import Place
from scraper.extract.structured import StatedPerson
from scraper.extract.wording import fold

_LONGEST = 300  # characters of a block that can be a byline
_LONGEST_ELEMENT = 150  # characters of an element that can be a name with what is printed beside it
_LONGEST_CONFIRMED = 120
_LONGEST_ALONE = 100
_NEXT_TO_HEADLINE = 3  # blocks
_LOWER = re.compile(r"(?<=\s)[a-zß-ÿ]")  # words that begin in lower case
_MOST_LOWER = 4
_BETWEEN = " ,.:|/·•⋅-–—"

# What counts for a credit, added up.
_WEIGHTS = {
    "byline": 3.0,
    "in the head": 1.5,
    "behind the text": 0.8,
    "in the text": 0.3,
    "far from the text": -2.5,
    "named an author": 1.5,
    "rel=author or itemprop": 1.5,
    "link to an author": 1.0,
    "in metadata": 2.0,
    "looks like a name": 1.0,
    "given name": 0.8,
    "name and credentials alone": 2.5,
    "alone under the headline": 1.5,
    "beside a date": 2.0,
    "metadata names others": -2.0,
    "link outside the head": -1.0,
    "one word": -0.5,
    "many words": -1.5,
    "lower case": -0.7,
    "site name": -1.5,
    "site name in a byline": -0.3,
    "elsewhere": -4.0,
    "elsewhere, but under the headline": -1.0,
    "outside": -2.5,
    "hidden": -1.5,
}


@dataclass(slots=True)
class Credit:
    """One place that credits one person."""

    person: Person
    source: str
    block: int
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, *reasons: str) -> Credit:
        """Count reasons, each once."""
        for reason in reasons:
            if reason not in self.reasons:
                self.score += _WEIGHTS[reason]
                self.reasons.append(reason)
        return self

    def back(self, other: Credit) -> None:
        """Count what speaks for another credit of the same person close by."""
        if "elsewhere" in self.reasons or "elsewhere" in other.reasons:
            return
        self.add(*(reason for reason in other.reasons if _WEIGHTS[reason] > 0))


def gather(
    document: Document, place: Place, stated: list[StatedPerson], properties: Mapping[str, Sequence[int]]
) -> list[Credit]:
    """Every credit near the article, with what speaks for and against it.

    `stated` are the people of the metadata, `properties` the elements that carry
    a name of microdata or RDFa.
    """
    found = [
        *_bylines(document, place),
        *_named(document, place, properties),
        *_confirmed(document, place, stated),
        *_alone(document, place),
    ]
    for credit in found:
        _weigh(credit, document, place)
    return found


@cache
def _words(kind: str) -> frozenset[str]:
    content = (files("scraper.phrases") / "people.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(content)[kind])


def _bylines(document: Document, place: Place) -> Iterator[Credit]:
    """Lines near the headline and at the end of the text that say who did what."""
    for index in place.near():
        block = document.blocks[index]
        if not may_credit(block.text) or (len(block.text) > _LONGEST and index not in place.tail):
            continue
        for line in document.block_lines(block) if len(block.text) > 60 else [block.text]:
            role = opens_byline(line) if len(line) < 40 else None
            if role:
                yield from _continued(document, index, line, role)
                continue
            for person in parse_byline(line):
                yield Credit(person, f"byline {line[:60]!r}", index).add("byline")


def _continued(document: Document, index: int, opening: str, role: Role) -> Iterator[Credit]:
    """A byline whose names stand in the block after its opening."""
    text = document.blocks[index + 1].text if index + 1 < len(document.blocks) else ""
    if not text or len(text) > _LONGEST_CONFIRMED:
        return
    display = f"{opening} {text}"
    for person in parse_byline(f"{opening.strip().rstrip(':')}: {text}"):
        credited = Person(person.name, person.credentials, role, display)
        yield Credit(credited, f"byline {display[:60]!r}", index + 1).add("byline")


def _alone(document: Document, place: Place) -> Iterator[Credit]:
    """Lines that are names and nothing else: with credentials, with a date, or right under the headline."""
    for index in place.near():
        text = document.blocks[index].text
        if len(text) > _LONGEST_ALONE or not text[0].isalnum() or len(_LOWER.findall(text)) > _MOST_LOWER:
            continue
        listed = "," in text or text[-1:].isupper()
        if not listed and abs(index - place.headline) > _NEXT_TO_HEADLINE:
            continue
        names = _without_date(text)
        reason = _alone_reason(place, index, dated=names != text)
        if not reason and not listed:
            continue
        people = split_people(names)
        if not people or not all(is_name(named.name) for named in people):
            continue
        role: Role = "author"
        if all(_certain(named) for named in people):
            reason, role = "name and credentials alone", _role_above(document, index)
        elif not reason or not any(has_given_name(named.name) for named in people):
            continue
        for named in people:
            person = Person(named.name, named.credentials, role, text)
            yield Credit(person, f"text {text[:60]!r}", index).add(reason)


def _alone_reason(place: Place, index: int, dated: bool) -> str:
    """Why a line of names is about the article: where it stands, or the date beside them."""
    if dated:
        return "beside a date" if abs(index - place.headline) <= _NEXT_TO_HEADLINE else ""
    return "alone under the headline" if place.headline < index <= place.headline + _NEXT_TO_HEADLINE else ""


def _without_date(text: str) -> str:
    """A line less a date at its beginning or end: '11.12.2019 - Jane Roe'."""
    for date in datetext.find(text)[:1]:
        before, after = text[: date.start].strip(_BETWEEN), text[date.end :].strip(_BETWEEN)
        if not before or not after:
            return before or after
    return text


def _certain(named: Named) -> bool:
    """Whether it is a name with a degree, not a town with its state: 'Boston, MA'."""
    if not named.credentials:
        return False
    return has_given_name(named.name) or len(named.credentials.replace(",", " ").split()) > 1


def _role_above(document: Document, index: int) -> Role:
    """The role that a line over a contributor's box states, else author."""
    for back in range(1, min(4, index + 1)):
        if role := opens_byline(document.blocks[index - back].text[:60]):
            return role
    return "author"


def _named(document: Document, place: Place, properties: Mapping[str, Sequence[int]]) -> Iterator[Credit]:
    """Elements that are named after authors, and links to pages about them."""
    for element, reason in _author_elements(document, place, properties):
        start, end = document.block_starts[element], document.block_ends[element]
        if start >= end or end - start > 4:
            continue
        text = document.text(element)
        if not 1 < len(text) <= _LONGEST_ELEMENT:
            continue
        source = _selector(document, element)
        people = parse_byline(text)
        for person in people:
            yield Credit(person, source, start).add(reason, "byline")
        if not people:
            line = next(iter(document.lines(element)), text)
            role = _role_by_name(document, element)
            for named in names_in(line)[:8]:
                person = Person(named.name, named.credentials, role, line)
                yield Credit(person, source, start).add(reason)


def _author_elements(
    document: Document, place: Place, properties: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, str]]:
    """Elements of head and tail that name an author by their properties, links or names."""
    for name in ("author", "creator", "reviewedBy", "editor"):
        for element in place.those_near(properties.get(name, ())):
            names = (e for e in properties.get("name", ()) if document.inside(e, element))
            yield next(names, element), "rel=author or itemprop"
    for element in place.those_near(document.by_tag.get("a", ())):
        attrs = document.attrs[element]
        if "rel" in attrs and "author" in (attrs["rel"] or "").split():
            yield element, "rel=author or itemprop"
        elif (href := attrs.get("href")) and _leads_to_author(href):
            yield element, "link to an author"
    words = _words("author")
    for _, elements in (*document.classes_holding(words), *document.ids_holding(words)):
        for element in place.those_near(elements):
            if not words.isdisjoint(document.names(element)):
                yield element, "named an author"


def _leads_to_author(href: str) -> bool:
    """Whether an address is that of a page about an author: '/authors/jane-roe'."""
    parts = href.lower().split("/")
    if _words("paths").isdisjoint(parts):
        return "?author=" in href
    *folders, last = "/".join(parts).split("?")[0].strip("/").split("/")
    return bool(last) and not _words("paths").isdisjoint(folders)


def _role_by_name(document: Document, element: int) -> Role:
    words = set(document.names(element))
    for steps, ancestor in enumerate(document.ancestors(element)):
        if steps == 2:
            break
        words.update(document.names(ancestor))
    if words & _words("reviewer"):
        return "reviewer"
    return "editor" if words & _words("editor") and "author" not in words else "author"


def _selector(document: Document, element: int) -> str:
    token = document.attr(element, "class").split(" ")[0]
    return f"{document.tags[element]}{'.' + token if token else ''}"


def _confirmed(document: Document, place: Place, stated: list[StatedPerson]) -> Iterator[Credit]:
    """Names of the metadata that short blocks near the text show."""
    wanted = [(fold(entry.name), entry) for entry in stated if len(entry.name) > 2]
    for index in place.near() if wanted else ():
        text = document.blocks[index].text
        if len(text) > _LONGEST_CONFIRMED:
            continue
        folded = fold(text)
        for name, entry in wanted:
            if not _holds_words(folded, name):
                continue
            if is_name(entry.name) or 2 * len(name) > len(folded):
                named = next((n for n in split_people(text) if fold(n.name) == name), None)
                person = Person(entry.name, named.credentials if named else None, entry.role, text, entry.url)
                credit = Credit(person, f"text {text[:60]!r} as {entry.source}", index)
                if name == folded and place.between(index):
                    credit.add("alone under the headline")
                yield credit


def _holds_words(text: str, words: str) -> bool:
    """Whether words occur in a text as a whole."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(words, start + 1)
    return False


def _weigh(credit: Credit, document: Document, place: Place) -> None:
    """Count where the credit stands and what its name looks like."""
    where = place.of(credit.block)
    credit.add(where)
    if where != "in the head" and "link to an author" in credit.reasons:
        credit.add("link outside the head")
    name = credit.person.name
    if is_name(name):
        credit.add("looks like a name")
        if has_given_name(name):
            credit.add("given name")
    elif len(name.split()) == 1:
        credit.add("one word")
    elif len(name.split()) > 4:
        credit.add("many words")
    if name[0].islower():
        credit.add("lower case")
    element = document.blocks[credit.block].element
    around = place.around(element)
    if document.hidden[element]:
        credit.add("hidden")
    if around.outside:
        credit.add("outside")
    if around.quote or not around.names.isdisjoint(_words("elsewhere")):
        close = place.between(credit.block) and credit.block <= place.headline + _NEXT_TO_HEADLINE
        credit.add("elsewhere, but under the headline" if close else "elsewhere")
