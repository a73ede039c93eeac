"""Lines that say who wrote, reviewed or edited: 'Medically reviewed by Jane Roe, MD on May 3, 2024'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from archive.article import Person, Role
from scraper.extract import datetext
from scraper.extract.names import (
    DEGREE_BEFORE,
    Named,
    credible,
    has_given_name,
    is_credential,
    is_name,
    split_people,
)
from scraper.phrases import months, phrases, words

_ROLES: tuple[Role, ...] = ("author", "reviewer", "editor", "contributor")
LONGEST_LINE = 400  # a byline that is part of a longer text is looked for sentence by sentence
_LONGEST_DISPLAY = 200
_LONGEST_DATE = 30
_LONGEST_BEFORE = 150  # characters of a sentence in which it must say so
_LONGEST_LIST = 300  # characters that can be names after one phrase
_CUT = re.compile(
    r"\s[-–—]+\s|\s*[|•·⋅∙●»›]\s*|\s//\s|\s[-–—]$|\t|…|\.\.\.|https?:|\(https?|(?<=[^\W\d_]{3})[.!?](?:\s(?![a-zà-ÿ])|$)"
)
_WORD = re.compile(r"[^\W\d_]+")
_RUN_ON = re.compile(r"\d|[a-zß-ÿ][^\W\d_a-zß-ÿ]")
_ABBREVIATED = frozenset({"med", "nat", "rer", "phil", "dipl", "psych", "hum"})
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+(?=[^\W\d_])")


@dataclass(slots=True, frozen=True)
class _Phrase:
    role: Role
    start: int  # of the phrase
    end: int  # where the names begin
    weak: bool  # a preposition that opens many other lines too: "by", "von"
    strict: bool  # what follows must look like a name: after a noun without colon, or amid a line


def parse_byline(line: str) -> list[Person]:
    """The people whom a line credits, with the words that do so; none if it is no byline.

    >>> [(p.name, p.credentials, p.role) for p in parse_byline("Written By: Jay Martin, M.D.")]
    [('Jay Martin', 'M.D.', 'author')]
    """
    line = line.strip()
    if not may_credit(line) or _others().match(line):
        return []
    if len(line) > LONGEST_LINE:
        return [person for sentence in _SENTENCE.split(line[:5_000]) for person in _sentence(sentence)]
    found = _phrases(line)
    if not found:
        return _sentence(line)
    people: list[Person] = []
    for phrase, following in zip(found, [*found[1:], None], strict=True):
        rest = line[phrase.end : following.start if following else len(line)]
        names, used = _names(rest, phrase)
        display = line if len(found) == 1 else line[phrase.start : phrase.end + used]
        if len(display) > _LONGEST_DISPLAY:
            display = line[phrase.start : phrase.end + used]
        display = display.strip(" |•·;,–—-")
        people.extend(Person(named.name, named.credentials, phrase.role, display) for named in names)
    return people


def may_credit(line: str) -> bool:
    """A quick look: whether any word of a byline's opening occurs."""
    folded = line.casefold()
    return "by" in folded or not _signs().isdisjoint(_WORD.findall(folded))


def opens_byline(line: str) -> Role | None:
    """The role if the line is nothing but a byline's opening, the names being on the next: 'Written by'."""
    if not may_credit(line):
        return None
    return _by_phrase().get(" ".join(line.casefold().split()).strip(" :-–—|•·✓"))


def names_in(line: str) -> list[Named]:
    """The names of a line that should be nothing but names: without a role before and a date behind them."""
    if _others().match(line):
        return []
    opening = next(_openings(line), None)
    if opening and opening.start() == 0:
        line = line[opening.end() :]
    dated = datetext.find(line[:40])
    if dated and dated[0].start == 0:
        line = line[dated[0].end :].lstrip(" ,.:|·•-–—")  # "Dec. 19, 2025 · Jane Roe"
    return [named for named in credible(split_people(_before_stop(line))) if _possible(named.name)]


def _possible(name: str) -> bool:
    folded = name.casefold()
    return not (name[0].isdigit() or ":" in name or folded in _by_phrase() or folded in words("not_names"))


def _phrases(line: str) -> list[_Phrase]:
    found: list[_Phrase] = []
    for match in _openings(line):
        spoken = match[1].casefold()
        weak = spoken in _weak()
        before = line[: match.start()].rstrip()
        dated = before[-1:].isdigit() and len(before) <= _LONGEST_DATE  # "03/01/2017 by Jane Roe"
        opens = not before or dated or before[-1] in "|•·⋅∙●;:–—-/✓.,)"
        if not opens and (weak or " " not in spoken):
            continue
        if not opens and not found and len(before) > 60:
            continue
        if weak and before and not found and not dated and before[-1] not in "|•·–—-":
            continue
        noun = spoken.split()[-1] not in phrases("bylines", "prepositions") and ":" not in match[0]
        found.append(_Phrase(_role_of(spoken), match.start(1), match.end(), weak, noun or not opens))
    return found


def _names(rest: str, phrase: _Phrase) -> tuple[list[Named], int]:
    """The names at the beginning of what follows a phrase, and how many characters they take."""
    text = _before_stop(rest[:_LONGEST_LIST])
    if phrase.weak and " " in text and text[0].islower() and not _proper(text):
        return [], 0
    people = split_people(text)
    if phrase.strict and not (people and is_name(people[0].name) and has_given_name(people[0].name)):
        return [], 0
    if len(people) == 1 and not is_name(people[0].name):
        name = people[0].name
        # One word is a byline only if nothing else stands on the line.
        if rest[len(text) :].strip() and phrase.weak and not _cut_by_date(rest[len(text) :]):
            return [], 0
        if len(name.split()) > 5 or (phrase.weak and name[0].islower() and " " in name):
            return [], 0
        if name.split()[0] in phrases("names", "determiners"):
            return [], 0  # "Reviewed by our team" credits no name
    return credible(people), len(text)


def _proper(name: str) -> bool:
    first = name[0]
    return (
        first.isupper()
        or not first.isascii()
        or name.split()[0].casefold() in ("de", "van", "von", "la", "al", "di")
    )


def _before_stop(text: str) -> str:
    degree = DEGREE_BEFORE.match(text)
    if cut := _CUT.search(text, degree.end() if degree else 0):
        while cut and cut[0][:1] == "." and _abbreviated(text[: cut.start()]):
            cut = _CUT.search(text, cut.end())
        if cut:
            text = text[: cut.start()]
    if _may_stop(text) and (stop := _stop().search(text)):
        text = text[: stop.start()]
    return text.strip(" ,;:-–—(")


def _abbreviated(before: str) -> bool:
    """Whether the full stop after it belongs to a degree ("Ph.D.") or a title ("Prof.")."""
    last = before.split()[-1] if before.split() else ""
    folded = last.casefold()
    return is_credential(last + ".") or folded in phrases("names", "honorifics") or folded in _ABBREVIATED


def _cut_by_date(rest: str) -> bool:
    return any(char.isdigit() for char in rest[:30]) or rest.lstrip()[:1] in "|•·⋅∙●–—-"


def _sentence(sentence: str) -> list[Person]:
    """A sentence that says who wrote it: 'This post was written by Jane Roe, MD.'"""
    beginning = sentence[:_LONGEST_BEFORE]
    folded = beginning.casefold()
    if not any(end in folded for end in _ends()) or not any(words in folded for words in _saying()):
        return []
    match = _said().search(beginning)
    if not match:
        return []
    role: Role = "reviewer" if match[1].casefold() in phrases("bylines", "sentence_reviewer") else "author"
    text = _before_stop(sentence[match.end() :][:_LONGEST_LIST])
    people = [named for named in split_people(text) if is_name(named.name)]
    display = sentence if len(sentence) <= _LONGEST_DISPLAY else sentence[: match.end() + len(text)]
    return [Person(named.name, named.credentials, role, display.strip().rstrip(".")) for named in people]


@cache
def _by_phrase() -> dict[str, Role]:
    return {phrase: role for role in reversed(_ROLES) for phrase in phrases("bylines", role)}


def _role_of(spoken: str) -> Role:
    return _by_phrase()[" ".join(spoken.casefold().split())]


@cache
def _weak() -> frozenset[str]:
    """Phrases that are a mere preposition or noun, which other lines open with as well."""
    return frozenset(
        phrase
        for phrase in _by_phrase()
        if len(phrase) <= 4 or phrase in ("texte", "texto", "testo", "tekst")
    )


@cache
def _saying() -> frozenset[str]:
    """The last two words of what sentences about authors say: a quick look before the pattern."""
    said = (*phrases("bylines", "sentence_reviewer"), *phrases("bylines", "sentence"))
    return frozenset(" ".join(phrase.split()[-2:]) for phrase in said)


@cache
def _ends() -> frozenset[str]:
    """The last words alone, mostly prepositions: a quicker look still."""
    return frozenset(f" {words.split()[-1]}" for words in _saying())


@cache
def _signs() -> frozenset[str]:
    said = (*phrases("bylines", "sentence_reviewer"), *phrases("bylines", "sentence"))
    return frozenset(_WORD.findall(phrase)[-1] for phrase in (*_by_phrase(), *said))


@cache
def _by_first_word() -> dict[str, re.Pattern[str]]:
    """The openings that begin with a word, longest first, with what stands between them and the names."""
    groups: dict[str, list[str]] = {}
    for phrase in sorted(_by_phrase(), key=lambda phrase: (-len(phrase), phrase)):
        spelled = re.escape(phrase).replace(r"\ ", r"\s+")
        groups.setdefault(_WORD.findall(phrase)[0], []).append(spelled)
    # "By:" and "By Jane" and, where markup runs together, "ByJane".
    between = r"(?:\s*[:：]\s*|\s+[-–—]\s+|\s+|(?<=by)(?=[A-Z]))"
    return {
        word: re.compile(
            rf"({'|'.join(group)}){between.replace('(?=[A-Z])', '(?-i:(?=[A-Z]))')}", re.IGNORECASE
        )
        for word, group in groups.items()
    }


def _openings(line: str) -> Iterator[re.Match[str]]:
    """Every opening in a line, left to right."""
    end, patterns = 0, _by_first_word()
    for word in _WORD.finditer(line):
        spoken = word[0]
        pattern = patterns.get(spoken.lower())
        if pattern is None and spoken[2:3].isupper() and spoken[:2].lower() == "by":
            pattern = patterns["by"]
        start = word.start()
        if pattern is None or start < end or (start and line[start - 1] in "'’-"):
            continue
        if match := pattern.match(line, start):
            end = match.end()
            yield match


@cache
def _others() -> re.Pattern[str]:
    """Lines that look like bylines, but lead to other texts or credit pictures: 'More by Jane Roe'."""
    return re.compile("|".join(map(re.escape, phrases("bylines", "others"))), re.IGNORECASE)


@cache
def _said() -> re.Pattern[str]:
    said = "|".join(
        map(re.escape, (*phrases("bylines", "sentence_reviewer"), *phrases("bylines", "sentence")))
    )
    return re.compile(rf"\b({said})\s+", re.IGNORECASE)


def _may_stop(text: str) -> bool:
    """A quick look: whether a digit, words that run together, or the first word of a stop occurs."""
    return bool(_RUN_ON.search(text)) or not _stop_words().isdisjoint(_WORD.findall(text.casefold()))


@cache
def _stop_words() -> frozenset[str]:
    sections = (("bylines", "stop"), *(("dates", kind) for kind in ("published", "modified", "reviewed")))
    return frozenset(_WORD.findall(phrase)[0] for section in sections for phrase in phrases(*section))


@cache
def _stop() -> re.Pattern[str]:
    """Where a list of names ends: a digit of a date, a month's name, or a word such as 'on', 'updated'.

    Capitalised ones count without a space before them too, for markup that runs on: 'Jane RoeUpdated'.
    """
    stops = phrases("bylines", "stop")
    named = "|".join(re.escape(name) for name in sorted(months(), key=len, reverse=True))
    dated = {
        p for kind in ("published", "modified", "reviewed") for p in phrases("dates", kind) if len(p) > 5
    }
    forms = [
        form
        for stop in sorted({*stops, *dated})
        if len(stop) > 2
        for form in (stop.capitalize(), stop.title(), stop.upper(), *([stop] if " " in stop else []))
    ]
    # A look at the next letter spares trying hundreds of words at most characters.
    begins = "".join(sorted({re.escape(form[0]) for form in forms}))
    shown = f"(?=[{begins}])(?:{'|'.join(map(re.escape, forms))})(?=[\\s:.]|$)"
    plain = "|".join(map(re.escape, stops))
    before_date = "|".join(map(re.escape, phrases("bylines", "stop_before_date")))
    return re.compile(
        rf"(?:(?<=[\s,(])|^)(?:\d|(?<![,(])(?:{plain})(?=[\s:.]|$)|{shown}"
        rf"|(?:{before_date})(?=\s+\d)|(?=.{{1,40}}\d)(?i:{named})\.?,?\s+\d)|(?<=[a-zß-ÿ]){shown}"
    )
