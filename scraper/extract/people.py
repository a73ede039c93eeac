"""Who wrote, edited and reviewed the page.

Names come from bylines near the headline or at the end of the text, from
elements that are named after authors, and from metadata. What the page shows
decides; a name that only metadata has fills the gap where no byline is shown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from archive.article import Person, Role
from scraper.extract.bylines import names_in, opens_byline, parse_byline
from scraper.extract.document import Document, name_words
from scraper.extract.finding import Finding, Material
from scraper.extract.names import Named, has_given_name, is_name, nobody, split_people
from scraper.extract.place import Place
from scraper.extract.reading import Evidence
from scraper.extract.structured import StatedPerson
from scraper.extract.title import site_names
from scraper.extract.wording import fold

__all__ = ["find", "opens_byline", "parse_byline"]

_AHEAD, _BEHIND = 8, 16  # blocks around the headline that belong to the head
_TAIL = 14  # blocks behind the text that belong to it
_LONGEST = 300  # characters of a block that can be a byline

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
    "metadata names others": -2.0,
    "link outside the head": -1.0,
    "one word": -0.5,
    "many words": -1.5,
    "lower case": -0.7,
    "site name": -1.5,
    "site name in a byline": -0.3,
    "elsewhere": -4.0,
    "outside": -2.5,
    "hidden": -1.5,
    "several authors' texts": -3.0,
}
_ENOUGH = 3.0
_CREDITED = frozenset({"byline", "named an author", "rel=author or itemprop", "link to an author"})
_NEARLY = 2.0
_BEHIND_BEST = 2.5  # how much weaker than the best a further person of the same role may be
_CLOSE = 4  # blocks between two mentions that back each other


@dataclass(slots=True)
class _Candidate:
    person: Person
    source: str
    block: int
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str) -> None:
        """Count one reason, once."""
        if reason not in self.reasons:
            self.score += _WEIGHTS[reason]
            self.reasons.append(reason)


def find(material: Material) -> Finding[list[Person]]:
    """Everybody whom the page credits, in page order, authors first."""
    stated = _stated(material)
    shown = _shown(material, stated)
    people: list[Person] = []
    chosen: list[_Candidate] = []
    for role in ("author", "reviewer", "editor", "contributor"):
        of_role = [candidate for candidate in shown if candidate.person.role == role]
        picked = _picked(of_role)
        picked = [c for c in picked if all(fold(c.person.name) != fold(p.name) for p in people)]
        chosen.extend(picked)
        people.extend(candidate.person for candidate in picked)
        if not picked:
            people.extend(
                person
                for person in _unseen(stated, role, material)
                if all(fold(person.name) != fold(p.name) for p in people)
            )
    evidence = [
        Evidence(
            "authors",
            f"{c.source} ({', '.join(c.reasons)})",
            f"{c.person.role}: {c.person.name}",
            round(c.score, 2),
            c in chosen,
        )
        for c in sorted(shown, key=lambda c: -c.score)[:12]
    ]
    names = {fold(person.name) for person in people if person.display is None}
    evidence += [
        Evidence("authors", s.source, f"{s.role}: {s.name}", 1.0, fold(s.name) in names) for s in stated[:12]
    ]
    return Finding(people, evidence)


@cache
def _table() -> dict[str, frozenset[str]]:
    content = (files("scraper.phrases") / "people.toml").read_text(encoding="utf-8")
    return {name: frozenset(entries) for name, entries in tomllib.loads(content).items()}


def _stated(material: Material) -> list[StatedPerson]:
    """The people of the metadata, names split and cleaned."""
    found: list[StatedPerson] = []
    for entry in material.structured.people:
        if len(entry.name) > 300:
            continue
        byline = parse_byline(entry.name)
        split = [(p.name, p.credentials) for p in byline] or [
            (n.name, n.credentials) for n in split_people(entry.name)
        ]
        for name, credentials in split:
            known = next((s for s in found if fold(s.name) == fold(name) and s.role == entry.role), None)
            if known is None:
                found.append(
                    StatedPerson(
                        entry.source,
                        name,
                        entry.role,
                        entry.organization,
                        entry.credentials or credentials,
                        entry.url,
                    )
                )
    return found


def _unseen(stated: list[StatedPerson], role: Role, material: Material) -> Iterator[Person]:
    """The people of a role that only metadata names: those of the most trustworthy place."""
    sites = site_names(material)
    fitting = [
        s
        for s in stated
        if s.role == role and not s.organization and fold(s.name) not in sites and not nobody(s.name)
    ]
    if fitting:
        place = (
            fitting[0].source.split("[")[0]
            if fitting[0].source.startswith("meta")
            else fitting[0].source.rsplit("[", 1)[0]
        )
        for entry in fitting:
            if entry.source.startswith(place):
                yield Person(entry.name, entry.credentials, role, None, entry.url)


def _picked(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates that are good enough, in page order."""
    good = [candidate for candidate in candidates if candidate.score >= _ENOUGH]
    if not good:
        # One word, as a nickname or a desk, where the page names its author.
        single = [
            c
            for c in candidates
            if c.score >= _NEARLY and "in the head" in c.reasons and not _CREDITED.isdisjoint(c.reasons)
        ]
        return single if len({fold(c.person.name) for c in single}) == 1 else []
    top = max(good, key=lambda candidate: candidate.score)
    backed = {"in the head", "in metadata"}
    kept = [
        candidate
        for candidate in good
        if candidate.score >= top.score - _BEHIND_BEST or backed.issubset(candidate.reasons)
    ]
    if "in the head" in top.reasons:
        # Bylines below the text belong to other texts, if the page names its own author above.
        kept = [
            c for c in kept if not backed.isdisjoint(c.reasons) or "name and credentials alone" in c.reasons
        ]
    return sorted(kept, key=lambda candidate: candidate.block)


def _merged(candidates: list[_Candidate]) -> list[_Candidate]:
    """One candidate a name and role: the best, with the reasons of others close to it added.

    A role that a byline states beats one that only the markup suggests.
    """
    spoken = {
        fold(c.person.name): c.person.role for c in candidates if "byline" in c.reasons and c.score >= _ENOUGH
    }
    best: dict[tuple[str, str], _Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: -c.score):
        name = fold(candidate.person.name)
        if name in spoken and spoken[name] != candidate.person.role and "byline" not in candidate.reasons:
            continue
        known = best.setdefault((name, candidate.person.role), candidate)
        if known is not candidate and abs(known.block - candidate.block) <= _CLOSE:
            for reason in candidate.reasons:
                if _WEIGHTS[reason] > 0:
                    known.add(reason)
            if candidate.person.credentials and not known.person.credentials:
                known.person = replace(known.person, credentials=candidate.person.credentials)
    return list(best.values())


def _shown(material: Material, stated: list[StatedPerson]) -> list[_Candidate]:
    document = material.document
    place = Place(material, _AHEAD, _BEHIND, _TAIL)
    found = [
        *_bylines(document, place),
        *_named(document, place),
        *_confirmed(document, place, stated),
        *_alone(document, place),
    ]
    sites = site_names(material)
    known = {fold(entry.name) for entry in stated}
    for candidate in found:
        _weigh(candidate, document, place)
        name = fold(candidate.person.name)
        if name in known:
            candidate.add("in metadata")
        elif known and "in the head" not in candidate.reasons:
            candidate.add("metadata names others")
    merged = _merged(_without_longer(found))
    for candidate in merged:
        if _is_site(candidate.person.name, sites):
            credited = "in the head" in candidate.reasons and not _CREDITED.isdisjoint(candidate.reasons)
            candidate.add("site name in a byline" if credited else "site name")
    return merged


def _is_site(name: str, sites: set[str]) -> bool:
    """Whether the name is the site's and not also a person's, as on a personal site."""
    return (fold(name) in sites or fold(name).replace(" ", "") in sites) and not (
        is_name(name) and has_given_name(name)
    )


def _without_longer(found: list[_Candidate]) -> list[_Candidate]:
    """Without names that are another candidate's with more words behind: 'Jane Roe Digital Editor' beside 'Jane Roe'."""
    names = {fold(c.person.name): c.block for c in found if is_name(c.person.name)}
    return [
        c
        for c in found
        if not any(
            fold(c.person.name).startswith(f"{name} ") and abs(c.block - block) <= _CLOSE
            for name, block in names.items()
        )
    ]


def _bylines(document: Document, place: Place) -> Iterator[_Candidate]:
    """Lines near the headline and at the end of the text that say who did what."""
    last = len(document.blocks)
    for index in sorted({*place.head, *place.tail}):
        if index >= last:
            break
        block = document.blocks[index]
        if len(block.text) > _LONGEST and index not in place.tail:
            continue
        for line in document.block_lines(block) if len(block.text) > 60 else [block.text]:
            role = opens_byline(line) if len(line) < 40 else None
            if role and index + 1 < last:
                yield from _continued(document, index, line, role)
                continue
            for person in parse_byline(line):
                yield _counted(_Candidate(person, f"byline {line[:60]!r}", index), "byline")


def _continued(document: Document, index: int, opening: str, role: Role) -> Iterator[_Candidate]:
    """A byline whose names stand in the blocks after its opening."""
    text = document.blocks[index + 1].text
    if len(text) > 120:
        return
    for person in parse_byline(f"{opening.strip().rstrip(':')}: {text}"):
        display = f"{opening} {text}"
        yield _counted(
            _Candidate(
                Person(person.name, person.credentials, role, display), f"byline {display[:60]!r}", index + 1
            ),
            "byline",
        )


def _alone(document: Document, place: Place) -> Iterator[_Candidate]:
    """Lines that are one name and nothing else: with its credentials, or right under the headline."""
    for index in sorted({*place.head, *place.tail}):
        text = document.blocks[index].text
        if len(text) > 100 or ("," not in text and not place.between(index)):
            continue
        people = split_people(text)
        if not people or not all(is_name(named.name) for named in people):
            continue
        if all(_certain(named) for named in people):
            reason = "name and credentials alone"
        elif (
            len(people) == 1 and place.between(index) and index <= place.headline + 3 and has_given_name(text)
        ):
            reason = "alone under the headline"
        else:
            continue
        for named in people:
            yield _counted(
                _Candidate(
                    Person(named.name, named.credentials, "author", text), f"text {text[:60]!r}", index
                ),
                reason,
            )


def _certain(named: Named) -> bool:
    """Whether it is a name with a degree, not a town with its state: 'Boston, MA'."""
    if not named.credentials:
        return False
    return has_given_name(named.name) or len(named.credentials.replace(",", " ").split()) > 1


def _counted(candidate: _Candidate, reason: str) -> _Candidate:
    candidate.add(reason)
    return candidate


def _named(document: Document, place: Place) -> Iterator[_Candidate]:
    """Elements that are named after authors, and links to pages about them."""
    seen: set[int] = set()
    for element, reason in _author_elements(document):
        start, end = document.block_starts[element], document.block_ends[element]
        if element in seen or start >= end or end - start > 4:
            continue
        seen.add(element)
        text = document.text(element)
        if not 1 < len(text) <= 150:
            continue
        role = _role_by_name(document, element)
        people = parse_byline(text)
        if people:
            for person in people:
                candidate = _counted(_Candidate(person, _selector(document, element), start), reason)
                candidate.add("byline")
                yield candidate
            continue
        lines = document.lines(element)
        for named in names_in(lines[0] if lines else text)[:8]:
            person = Person(named.name, named.credentials, role, lines[0] if lines else text)
            yield _counted(_Candidate(person, _selector(document, element), start), reason)


def _author_elements(document: Document) -> Iterator[tuple[int, str]]:
    for name in ("author", "creator", "reviewedBy", "editor"):
        for element in document.by_itemprop.get(name, ())[:20]:
            inner = next(
                (e for e in document.by_itemprop.get("name", ()) if document.inside(e, element)), None
            )
            yield (inner or element), "rel=author or itemprop"
    for element in document.by_tag.get("a", ()):
        attrs = document.attrs[element]
        if attrs.get("rel") and "author" in (attrs["rel"] or "").split():
            yield element, "rel=author or itemprop"
        elif (href := attrs.get("href")) and _AUTHOR_PATH().search(href):
            yield element, "link to an author"
    words = _table()["author"]
    for token, elements in document.by_class.items():
        if not words.isdisjoint(name_words(token)):
            for element in elements[:6]:
                yield element, "named an author"


@cache
def _AUTHOR_PATH() -> re.Pattern[str]:
    paths = "|".join(map(re.escape, sorted(_table()["paths"])))
    return re.compile(rf"/(?:{paths})/[^/?#]{{2,}}|[?&]author=", re.IGNORECASE)


def _role_by_name(document: Document, element: int) -> Role:
    words = set(document.names(element))
    for steps, ancestor in enumerate(document.ancestors(element)):
        if steps == 2:
            break
        words.update(document.names(ancestor))
    if words & _table()["reviewer"]:
        return "reviewer"
    if words & _table()["editor"] and "author" not in words:
        return "editor"
    return "author"


def _selector(document: Document, element: int) -> str:
    token = document.attr(element, "class").split(" ")[0]
    return f"{document.tags[element]}{'.' + token if token else ''}"


def _confirmed(document: Document, place: Place, stated: list[StatedPerson]) -> Iterator[_Candidate]:
    """Names of the metadata that short blocks near the text show."""
    if not stated:
        return
    for index in [*place.head, *place.tail]:
        if index >= len(document.blocks):
            continue
        text = document.blocks[index].text
        if len(text) > 120:
            continue
        folded = fold(text)
        for entry in stated:
            name = fold(entry.name)
            if len(name) > 2 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded):
                named = next((n for n in split_people(text) if fold(n.name) == name), None)
                credentials = named.credentials if named else None
                person = Person(entry.name, credentials, entry.role, text, entry.url)
                yield _Candidate(person, f"text {text[:60]!r} as {entry.source}", index)


def _weigh(candidate: _Candidate, document: Document, place: Place) -> None:
    where = place.of(candidate.block)
    candidate.add(where)
    if where != "in the head" and "link to an author" in candidate.reasons:
        candidate.add("link outside the head")
    name = candidate.person.name
    if is_name(name):
        candidate.add("looks like a name")
        if has_given_name(name):
            candidate.add("given name")
    elif len(name.split()) == 1:
        candidate.add("one word")
    elif len(name.split()) > 4:
        candidate.add("many words")
    if name[0].islower():
        candidate.add("lower case")
    element = document.blocks[candidate.block].element
    if document.hidden[element]:
        candidate.add("hidden")
    words: set[str] = set(document.names(element))
    for ancestor in place.around(element):
        if document.tags[ancestor] == "blockquote":
            candidate.add("elsewhere")
        if place.outside(ancestor):
            candidate.add("outside")
        words.update(document.names(ancestor))
    if words & _table()["elsewhere"]:
        candidate.add("elsewhere")


def author_path(url: str) -> bool:
    """Whether an address is that of a page about an author."""
    return bool(_AUTHOR_PATH().search(urlsplit(url).path))
