"""Check the record of one text capture, read as it is and poured into the magazine template as HTML.

    python bench/seed.py CAPTURE.txt

The capture's text is not part of the project: what the record must hold is
taken from the capture itself, by the position of its lines.
"""

from __future__ import annotations

import argparse
import html
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.article import Article
from scraper.demo.pages import magazine_crumbs, render
from scraper.extract import extract

_SECTIONS = ["Home", "Health Conditions", "Eczema"]
_PARAGRAPHS = 6
_URL = "https://magazine.example/eczema/article/"


@dataclass(slots=True)
class Capture:
    """The lines of the capture, by what they are."""

    title: str
    summary: str
    body: list[str]
    byline: str
    rest: list[str]  # share line, comment form, sidebar, notice

    @classmethod
    def read(cls, path: Path) -> Capture:
        """Take a capture apart by the position of its lines."""
        lines = [" ".join(line.split()) for line in path.read_text("utf-8").splitlines() if line.strip()]
        end = 3 + _PARAGRAPHS
        return cls(lines[1], lines[2], lines[3:end], lines[end], lines[end + 1 :])

    @property
    def promotion(self) -> tuple[str, str, str]:
        """Section, title and text of the first sidebar item."""
        return self.rest[4], self.rest[5], self.rest[6]

    @property
    def joke(self) -> tuple[str, str]:
        """Section and text of the second."""
        return self.rest[7], self.rest[8]


def as_html(capture: Capture) -> str:
    """The capture in the markup of the demo's magazine template."""
    section, title, text = capture.promotion
    values = {
        "title": capture.title,
        "standfirst": capture.summary,
        "byline": capture.byline,
        "promo_title": title,
        "promo_text": text,
        "tip": capture.joke[1],
        "url": _URL,
        "promo_url": _URL + "promotion/",
        "base": "https://magazine.example",
    }
    values = {name: html.escape(value) for name, value in values.items()}
    values["body"] = "\n".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in capture.body)
    values["crumbs"] = magazine_crumbs([(name, f"/{name}/") for name in _SECTIONS], capture.title)
    page = render("magazine", values)
    return page.replace("Article of the month", section).replace("Tip Of The Day", capture.joke[0])


def problems(article: Article, capture: Capture) -> list[str]:
    """What of the record is not as it must be."""
    people = [(p.name, p.credentials, p.role, p.display) for p in article.authors]
    name, credentials = capture.byline.split(": ", 1)[1].split(", ", 1)
    section, title, text = capture.promotion
    items = [(item.section, item.title, item.text) for item in article.sidebar]
    heading, joke = capture.joke
    checks = {
        "title": (article.title, capture.title),
        "breadcrumb": (article.breadcrumb, [*_SECTIONS, capture.title]),
        "summary": (article.summary, capture.summary),
        "body": ((article.body or "").split("\n\n"), capture.body),
        "authors": (people, [(name, credentials, "author", capture.byline)]),
        "sidebar": (
            [items[0] if items else None, *((s, t) for s, _, t in items[1:])],
            [(section, title, text), (heading, joke)],
        ),
        "protections": (any("notice" in p for p in article.protections), True),
    }
    return [f"{field}: {got!r}, not {want!r}" for field, (got, want) in checks.items() if got != want]


def main() -> int:
    """Check both ways; 0 if all is as it must be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("capture", type=Path)
    path: Path = parser.parse_args().capture
    capture = Capture.read(path)
    records = {
        "as HTML": extract(as_html(capture).encode(), url=_URL),
        "as text": extract(path.read_bytes(), content_type="text/plain"),
    }
    failed = False
    for way, article in records.items():
        wrong = problems(article, capture)
        failed = failed or bool(wrong)
        print(f"{way}: {'as it must be' if not wrong else ''}")
        for problem in wrong:
            print(f"  {problem}")
    if shared(records["as HTML"]) != shared(records["as text"]):
        print("the two ways differ")
        failed = True
    return int(failed)


def shared(article: Article) -> tuple[object, ...]:
    """What both ways must give alike."""
    sidebar = [(item.section, item.title, item.text) for item in article.sidebar]
    return article.title, article.breadcrumb, article.summary, article.body, article.authors, sidebar


if __name__ == "__main__":
    sys.exit(main())
