"""Names as pages print them: 'Jane Roe, MD, PhD and Dr. John Doe' in, names with their credentials out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from scraper.extract.document import clean
from scraper.phrases import months, phrases, words

_LONGEST_NAME = 60
_MOST_WORDS = 6
_PARTICLES = frozenset(
    """
    de del della di da dos das do du des der den ten ter van von vom zu zur zum la le el al bin ibn ben bint
    y e i und af av st san santa mc mac o' d'
    """.split()  # noqa: SIM905
)
_SUFFIX = re.compile(r"(?:jr|sr|[iv]{2,3})\.?", re.IGNORECASE)
# Marks of affiliation; a digit at the end of a single word belongs to a nickname.
_MARKS = re.compile(
    r"(?<=[^\W\d_])[*†‡§¶#]+|(?<=\s)([^\W\d_][\w.'’-]*[^\W\d_])\d+(?:,\d+)*(?=[\s,;]|$)|[*†‡§¶¹²³⁰-⁹✓✔✅®™]+"
)
# "Dr. med.", "Prof. Dr. rer. nat.", "lek. med.", "Dipl.-Psych.": degrees that stand before the name.
DEGREE_BEFORE = re.compile(
    r"(?:(?:univ\.-|apl\.\s*|ao\.\s*)?prof\.\s*|priv\.-doz\.\s*|pd\s+|hon\.-prof\.\s*)*"
    r"(?:(?:dr|dres)\.\s*(?:(?:med|rer|nat|phil|psych|sc|hum|biol|dent|vet|jur|iur|oec|troph|agr|pol|habil|"
    r"h|c|ing|mult|univ|theol|pharm|paed|public|health|ph)\.\s*(?:-\s*)?)+(?:\s*dent\.|\s*hum\.)?"
    r"|dipl\.-?\s?[\w.]+\s+(?:\([A-Z]+\)\s*)?"
    r"|(?:mag|mgr|mgr inż|lek|lek\. med|lek\. dent|lek\. wet|dr n|dr hab|dr n\. med|prof\. dr hab|"
    r"dr hab\. n|dr n\. farm)\."
    r"\s*(?:med\.|dent\.|wet\.|farm\.|zdr\.|n\.|med\.)*\s*"
    r"|mgr(?:\s+inż\.)?\s+|lek\.\s*)+",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[A-Za-zÀ-ÿ]{1,5}\.){2,}[A-Za-z]{0,5}")
_CAPITALS = re.compile(r"[A-Z]{2,8}(?:[-/][A-Z]{1,5})?®?")
_MIXED = re.compile(r"(?:[A-Z][a-z]{0,4}){2,4}|Dipl[A-Z]{3,8}")
_ARTICLE = re.compile(r"(?:la|el|los|las|o|a|os|as|il|lo|le|der|die|dem|den|the|de|da|do)\s+")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_PRONOUNS = re.compile(
    r"\s*[(\[](?:she|he|they|her|him|them|sie|er|elle|il|ella|él)(?:[/, ]+\w+)*[)\]]", re.IGNORECASE
)


@dataclass(slots=True, frozen=True)
class Named:
    """A name as printed, without its credentials."""

    name: str
    credentials: str | None = None


def split_people(text: str) -> list[Named]:
    """The people that a list names, in order; an entry that is no name is left out.

    >>> split_people("Jane Roe, MD, PhD and Dr. John Doe")
    [Named(name='Jane Roe', credentials='MD, PhD'), Named(name='John Doe', credentials=None)]
    """
    people: list[Named] = []
    for part in _parts(text):
        if people and (is_credential(part) or (people[-1].credentials and _CAPITALS.fullmatch(part))):
            last = people[-1]
            people[-1] = Named(last.name, f"{last.credentials}, {part}" if last.credentials else part)
        elif people and (_CAPITALS.fullmatch(part) or part.casefold() in jobs()):
            continue  # capitals that are no known degree name a paper, an agency, a state
        elif people and _SUFFIX.fullmatch(part):
            people[-1] = Named(f"{people[-1].name}, {part}", people[-1].credentials)
        elif named := parse_name(part):
            people.append(named)
    return people


def credible(people: list[Named]) -> list[Named]:
    """Of several entries of a list those that look like names, unless none does (nicknames, desks)."""
    if len(people) < 2:
        return people
    return [named for named in people if is_name(named.name)] or people


def parse_name(text: str) -> Named | None:
    """One name with what is printed with it, or None if the text is no name.

    >>> parse_name("Dr. med. Anna Weber")
    Named(name='Anna Weber', credentials='Dr. med.')
    """
    text = clean(_MARKS.sub(r"\1", text)).strip(" ,;:|-–—·•/\"'“”„«»")
    credentials: list[str] = []
    before = DEGREE_BEFORE.match(text)
    if before and before.end() < len(text):
        credentials.append(before[0].strip())
        text = text[before.end() :]
    text = _without_honorifics(text)
    text, after = _without_trailing(_without_job(text))
    credentials.extend(after)
    if not text or len(text) > _LONGEST_NAME or nobody(text):
        return None
    return Named(text, ", ".join(credentials) or None)


def is_credential(text: str) -> bool:
    """Whether a part between commas is a degree, licence or designation: 'M.D.', 'PhD RN', 'Dietitian'."""
    text = clean(text).strip(" .") + ("." if text.rstrip().endswith(".") else "")
    if text.casefold().strip(" .") in professions() or text.startswith("("):
        return True
    tokens = _BRACKETS.sub("", text).split()
    if not tokens or len(tokens) > 6:
        return False
    known = [_known(token) for token in tokens]
    if all(known):
        return True
    shaped = [flag or _shaped(token) for flag, token in zip(known, tokens, strict=True)]
    alone = len(tokens) == 1 and not _CAPITALS.fullmatch(tokens[0])
    return all(shaped) and (alone or any(known))


def is_name(text: str) -> bool:
    """Whether the text looks like the name of a person: two to six capitalised words and particles."""
    tokens = text.replace(",", " ").split()
    if not 2 <= len(tokens) <= _MOST_WORDS or len(text) > _LONGEST_NAME:
        return False
    if any(char.isdigit() or char in "?!:@/|=<>{}[]" for char in text) or nobody(text):
        return False
    if not words("not_names").isdisjoint(token.casefold().strip(".,’'") for token in tokens):
        return False
    proper = [
        token for token in tokens if token[0].isupper() or (not token[0].isascii() and token[0].isalpha())
    ]
    return len(proper) >= 2 and all(
        token in proper
        or token.casefold() in _PARTICLES
        or token[:2].casefold() in ("d'", "o'", "l'", "d’", "o’", "l’")
        for token in tokens
    )


def has_given_name(text: str) -> bool:
    """Whether a name begins with a common given name; many that it does not know are names all the same."""
    first = text.split()[0].casefold().strip(".,")
    return first in words("given_names") or first.split("-")[0] in words("given_names")


def nobody(text: str) -> bool:
    """Whether the text stands where names stand but names nobody: 'Staff', 'Admin', 'Email the author'."""
    folded = text.casefold().strip(" .:,")
    return (
        folded in _nobodies()
        or "@" in text
        or "http" in folded
        or folded in months()
        or not any(char.isalpha() for char in text)
    )


@cache
def professions() -> frozenset[str]:
    """Designations that count as credentials, in all languages."""
    return frozenset(phrases("names", "professions"))


@cache
def jobs() -> frozenset[str]:
    """Job titles that are printed with names but are no credentials, in all languages."""
    return frozenset(phrases("names", "jobs"))


@cache
def _job_words() -> frozenset[str]:
    return frozenset(job.split()[-1] for job in jobs())


@cache
def teams() -> frozenset[str]:
    """Words that end the name of a group that writes: 'Editorial Team', 'Lifestyle Desk'."""
    return frozenset(phrases("names", "team"))


@cache
def _nobodies() -> frozenset[str]:
    return frozenset(phrases("names", "nobody"))


@cache
def _joiner() -> re.Pattern[str]:
    # A capital "E" or "Y" between two names is an initial, so case counts.
    spelled = {
        form
        for word in phrases("bylines", "joiners")
        for form in ((word,) if len(word) == 1 else (word, word.upper(), word.title()))
    }
    joiners = "|".join(map(re.escape, sorted(spelled)))
    return re.compile(rf"\s*[;|•·⋅∙●]\s*|\s+(?:&|\+|{joiners})\s+|\s*,\s*(?:(?:&|{joiners})\s+)?|\s+/\s+")


@cache
def _honorific() -> re.Pattern[str]:
    titles = "|".join(map(re.escape, phrases("names", "honorifics")))
    return re.compile(rf"(?:{titles})(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)


def _parts(text: str) -> list[str]:
    """The entries of a list of names; brackets hold together what they enclose."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\0{len(held) - 1}\0"

    marked = _BRACKETS.sub(hold, _MARKS.sub(r"\1", _PRONOUNS.sub("", text)))
    parts = [clean(re.sub("\0(\\d+)\0", lambda m: held[int(m[1])], part)) for part in _joiner().split(marked)]
    return [part for part in parts if part]


def _without_honorifics(text: str) -> str:
    if (article := _ARTICLE.match(text)) and _honorific().match(text, article.end()):
        text = text[article.end() :]
    while match := _honorific().match(text):
        # "M" and "D" are honorifics in French and Spanish, but initials elsewhere.
        if len(match[0].strip(" .")) == 1:
            break
        text = text[match.end() :].lstrip()
    return text


def _without_job(text: str) -> str:
    """The text without a job title at its end: 'Jane Roe Staff Writer'."""
    tokens = text.split()
    kept = len(tokens)
    if not tokens or tokens[-1].casefold() in teams() or tokens[-1].casefold() not in _job_words():
        return text
    while kept > 2 and tokens[kept - 1].casefold().strip(",-–—|") in words("not_names"):
        kept -= 1
    if kept < 2 or kept == len(tokens) or not is_name(" ".join(tokens[:kept])):
        return text
    return " ".join(tokens[:kept]).rstrip(" ,-–—|")


def _without_trailing(text: str) -> tuple[str, list[str]]:
    """The text without credentials at its end that no comma sets off: 'Anila Chadha MD'."""
    found: list[str] = []
    if bracket := re.search(r"\s*[(\[]([^)\]]*)[)\]]$", text):
        if is_credential(bracket[1]):
            found.append(bracket[1])
        text = text[: bracket.start()].rstrip(" ,")
    tokens = text.split()
    upper = text.isupper()
    while len(tokens) > 1 and _known(tokens[-1]) and (len(tokens) > 2 or not upper):
        found.insert(0, tokens.pop().strip(","))
    return " ".join(tokens).rstrip(" ,"), [" ".join(found)] if found else []


def _known(token: str) -> bool:
    folded = token.strip(",®™()").replace(".", "").casefold()
    if folded not in words("credentials"):
        return bool(_INITIALS.fullmatch(token) and len(token) > 4 and token.replace(".", "").isupper())
    # "Ma", "Do" and "Sc" are names and particles unless written as a degree is.
    return sum(char.isupper() for char in token) > 1 or "." in token[:-1] or len(folded) > 3


def _shaped(token: str) -> bool:
    token = token.strip(",®™")
    return bool(_CAPITALS.fullmatch(token) or _MIXED.fullmatch(token) or _INITIALS.fullmatch(token))
