"""Who wrote, edited and reviewed the page.

Names come from bylines near the headline or at the end of the text, from
elements that are named after authors, and from metadata. What the page shows
decides; a name that only metadata has fills the gap where no byline is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archive.article import Person, Role
from scraper.extract.bylines import opens_byline, parse_byline
from scraper.extract.credits import Credit, gather
from scraper.extract.finding import Finding, Material
from scraper.extract.names import has_given_name, is_name, nobody, split_people
from scraper.extract.place import Place
from scraper.extract.reading import Evidence
from scraper.extract.structured import StatedPerson
from scraper.extract.title import site_names
from scraper.extract.wording import fold

__all__ = ["find", "opens_byline", "parse_byline"]

_ROLES: tuple[Role, ...] = ("author", "reviewer", "editor", "contributor")
_LONGEST_STATED = 300  # characters of a name in metadata
_ENOUGH = 3.0
_NEARLY = 2.0  # for one word, as a nickname or a desk, where the page names its author
_BEHIND_BEST = 2.5  # how much weaker than the best a further person of the same role may be
_CLOSE = 4  # blocks between two mentions that back each other
_CREDITED = frozenset({"byline", "named an author", "rel=author or itemprop", "link to an author"})
_BACKED = frozenset({"in the head", "in metadata"})


def find(material: Material) -> Finding[list[Person]]:
    """Everybody whom the page credits, in page order, authors first."""
    stated = _stated(material)
    sites = site_names(material)
    shown = _shown(material, stated, sites)
    people: dict[str, Person] = {}
    chosen: list[Credit] = []
    for role in _ROLES:
        picked = _picked([credit for credit in shown if credit.person.role == role])
        picked = [credit for credit in picked if fold(credit.person.name) not in people]
        chosen.extend(picked)
        persons = [credit.person for credit in picked] or list(_unseen(stated, role, sites))
        for person in persons:
            people.setdefault(fold(person.name), person)
    unseen = {name for name, person in people.items() if person.display is None}
    return Finding(list(people.values()), _evidence(shown, chosen, stated, unseen))


def _evidence(
    shown: list[Credit], chosen: list[Credit], stated: list[StatedPerson], unseen: set[str]
) -> list[Evidence]:
    evidence = [
        Evidence(
            "authors",
            f"{credit.source} ({', '.join(credit.reasons)})",
            f"{credit.person.role}: {credit.person.name}",
            round(credit.score, 2),
            any(credit is other for other in chosen),
        )
        for credit in sorted(shown, key=lambda credit: -credit.score)[:12]
    ]
    return evidence + [
        Evidence("authors", s.source, f"{s.role}: {s.name}", 1.0, fold(s.name) in unseen) for s in stated[:12]
    ]


def _stated(material: Material) -> list[StatedPerson]:
    """The people of the metadata, names split and cleaned."""
    found: dict[tuple[str, Role], StatedPerson] = {}
    for entry in material.structured.people:
        if len(entry.name) > _LONGEST_STATED:
            continue
        for name, credentials in _split(entry):
            found.setdefault(
                (fold(name), entry.role),
                replace(entry, name=name, credentials=entry.credentials or credentials),
            )
    return list(found.values())


def _split(entry: StatedPerson) -> list[tuple[str, str | None]]:
    """The people of one entry; a group's name is kept whole."""
    if entry.organization:
        return [(entry.name, None)]
    people = parse_byline(entry.name) or split_people(entry.name)
    if len(people) > 1 and not all(is_name(person.name) for person in people):
        return [(entry.name, None)]
    return [(person.name, person.credentials) for person in people]


def _unseen(stated: list[StatedPerson], role: Role, sites: set[str]) -> Iterator[Person]:
    """The people of a role that only metadata names: those of the most trustworthy place."""
    fitting = [s for s in stated if s.role == role and not nobody(s.name) and not _is_site(s.name, sites)]
    places = {_place_of(s.source) for s in fitting[:1]}
    for entry in fitting:
        if _place_of(entry.source) in places:
            yield Person(entry.name, entry.credentials, role, None, entry.url)


def _place_of(source: str) -> str:
    """The list that a source is an entry of: 'JSON-LD[0].author[1]' is one of 'JSON-LD[0].author'."""
    return source if source.startswith("meta") else source.rsplit("[", 1)[0]


def _shown(material: Material, stated: list[StatedPerson], sites: set[str]) -> list[Credit]:
    """Whom the page shows, weighed with what metadata and the site's name say."""
    found = gather(material.document, Place(material), stated, material.structured.properties)
    known = {fold(entry.name) for entry in stated}
    others = any(is_name(s.name) and not s.organization and not _is_site(s.name, sites) for s in stated)
    for credit in found:
        if fold(credit.person.name) in known:
            credit.add("in metadata")
        elif others and "in the head" not in credit.reasons:
            credit.add("metadata names others")
    merged = _merged(_without_longer(found))
    for credit in merged:
        if _is_site(credit.person.name, sites):
            credited = "in the head" in credit.reasons and not _CREDITED.isdisjoint(credit.reasons)
            credit.add("site name in a byline" if credited else "site name")
    return merged


def _is_site(name: str, sites: set[str]) -> bool:
    """Whether the name is the site's and not also a person's, as on a personal site."""
    folded = fold(name)
    named = folded in sites or folded.replace(" ", "") in sites
    return named and not (is_name(name) and has_given_name(name))


def _without_longer(found: list[Credit]) -> list[Credit]:
    """Without names that are another one with more words behind: 'Jane Roe Editor' beside 'Jane Roe'."""
    names = {fold(c.person.name): c.block for c in found if is_name(c.person.name)}
    kept = []
    for credit in found:
        name = fold(credit.person.name)
        longer = any(
            name.startswith(f"{other} ") and abs(credit.block - block) <= _CLOSE
            for other, block in names.items()
        )
        if not longer:
            kept.append(credit)
    return kept


def _merged(found: list[Credit]) -> list[Credit]:
    """One credit a name and role: the best, with the reasons of others close to it added.

    A role that a byline states beats one that only the markup suggests.
    """
    spoken = {
        fold(c.person.name): c.person.role for c in found if "byline" in c.reasons and c.score >= _ENOUGH
    }
    best: dict[tuple[str, Role], Credit] = {}
    for credit in sorted(found, key=lambda credit: -credit.score):
        name, role = fold(credit.person.name), credit.person.role
        if spoken.get(name, role) != role and "byline" not in credit.reasons:
            continue
        known = best.setdefault((name, role), credit)
        if known is not credit and abs(known.block - credit.block) <= _CLOSE:
            known.back(credit)
            if credit.person.credentials and not known.person.credentials:
                known.person = replace(known.person, credentials=credit.person.credentials)
    return list(best.values())


def _belongs(credit: Credit, best: Credit) -> bool:
    """Whether a weaker credit stands with the best: in its line, in a list, or in metadata."""
    if _BACKED.issubset(credit.reasons) or credit.person.display == best.person.display:
        return True
    return "name and credentials alone" in credit.reasons


def _picked(credits: list[Credit]) -> list[Credit]:
    """The credits of one role that are good enough, in page order."""
    good = [credit for credit in credits if credit.score >= _ENOUGH]
    if not good:
        single = [
            credit
            for credit in credits
            if credit.score >= _NEARLY
            and "in the head" in credit.reasons
            and not _CREDITED.isdisjoint(credit.reasons)
        ]
        return single if len({fold(credit.person.name) for credit in single}) == 1 else []
    top = max(good, key=lambda credit: credit.score)
    kept = [c for c in good if c.score >= top.score - _BEHIND_BEST or _belongs(c, top)]
    if "in the head" in top.reasons:
        # Bylines below the text belong to other texts, if the page names its own author above.
        kept = [
            c for c in kept if not _BACKED.isdisjoint(c.reasons) or "name and credentials alone" in c.reasons
        ]
    return sorted(kept, key=lambda c: (c.block, (c.person.display or "").find(c.person.name)))
