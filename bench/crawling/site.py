"""A generated health site: pages of 50 to 120 KB with menus, links, sidebars and sources, gzipped beside."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo car den fil gor hul min pal ros sul tor ven".split()  # noqa: SIM905
_ARTICLE_LINKS = 40  # to other articles of the host, in menus and the sidebar
_LISTED = 50  # articles on a listing page


def build(root: Path, hosts: int, pages: int, seed: int = 1) -> None:
    """Write `pages` articles, spread over `hosts` folders, each with a home page and listings."""
    words = _vocabulary(random.Random(seed))
    for host in range(1, hosts + 1):
        _build_host(root / str(host), range(pages // hosts), words, random.Random(f"{seed}/{host}"))


def _vocabulary(rng: random.Random) -> list[str]:
    return ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(6000)]


def _build_host(folder: Path, numbers: range, words: list[str], rng: random.Random) -> None:
    titles = [_sentence(rng, words, rng.randint(4, 8))[:-1] for _ in numbers]
    paths = [f"/conditions/{'-'.join(titles[n].lower().split())}-{n}.html" for n in numbers]
    listings = [f"/conditions/page-{n}.html" for n in range((len(numbers) - 1) // _LISTED + 1)]
    chrome = _chrome(rng, words, listings)
    _write(folder / "robots.txt", "User-agent: *\nDisallow: /private/\n")
    links = "".join(f'<li><a href="{path}">Conditions, part {n}</a></li>' for n, path in enumerate(listings))
    _write(folder / "index.html", _page("Health A to Z", chrome, f"<ul>{links}</ul>", ""))
    for n, path in enumerate(listings):
        listed = range(n * _LISTED, min((n + 1) * _LISTED, len(numbers)))
        teasers = "".join(f'<h2><a href="{paths[i]}">{titles[i]}</a></h2>' for i in listed)
        _write(folder / path[1:], _page(f"Conditions, part {n}", chrome, teasers, ""))
    for n in numbers:
        others = rng.sample(range(len(numbers)), min(_ARTICLE_LINKS, len(numbers)))
        related = "".join(f'<li><a href="{paths[i]}">{titles[i]}</a></li>' for i in others)
        _write(folder / paths[n][1:], _page(titles[n], chrome, _article(rng, words, titles[n]), related))


def _chrome(rng: random.Random, words: list[str], listings: list[str]) -> tuple[str, str]:
    """What stands above and below every page of a host: menus, styles, scripts, a long footer."""
    style = "".join(f".c{n}{{margin:{n % 9}px;color:#{rng.randrange(4096):03x}}}" for n in range(400))
    script = "".join(f"window.q{n}=function(a){{return a*{n}+{rng.random()}}};" for n in range(250))
    menu = "".join(
        f'<li class="menu-item item-{n}"><a class="menu-link" href="{rng.choice(listings)}">'
        f"{_sentence(rng, words, 2)[:-1]}</a></li>"
        for n in range(90)
    )
    head = f"<style>{style}</style><script>{script}</script>"
    return head, f'<nav class="main-menu"><ul>{menu}</ul></nav>'


def _article(rng: random.Random, words: list[str], title: str) -> str:
    day = f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    data = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "headline": title,
        "datePublished": day,
        "author": {"@type": "Person", "name": "Ada Brandt"},
    }
    parts = [
        f'<script type="application/ld+json">{json.dumps(data)}</script>',
        '<ol class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/">Conditions</a></li>'
        f"<li>{title}</li></ol><h1>{title}</h1>",
        f'<p class="standfirst">{_sentence(rng, words, 24)}</p>',
        '<p class="byline">By <a rel="author" href="/people/ada">Ada Brandt, MD</a></p>'
        f'<time datetime="{day}">{day}</time>',
    ]
    for _ in range(rng.randint(6, 12)):
        parts.append(f"<h2>{_sentence(rng, words, 5)[:-1]}</h2>")
        parts.extend(f"<p>{_paragraph(rng, words)}</p>" for _ in range(rng.randint(2, 6)))
        if rng.random() < 0.4:
            parts.append("<ul>" + "".join(f"<li>{_sentence(rng, words, 9)}</li>" for _ in range(5)) + "</ul>")
        if rng.random() < 0.2:
            rows = "".join(
                f"<tr><td>{_sentence(rng, words, 2)}</td><td>{rng.randint(1, 99) * 5} mg</td></tr>"
                for _ in range(6)
            )
            parts.append(f"<table><tr><th>Age</th><th>Dose</th></tr>{rows}</table>")
    sources = "".join(f"<li>{_sentence(rng, words, 18)}</li>" for _ in range(rng.randint(5, 25)))
    return "<article>" + "\n".join(parts) + f"<h2>References</h2><ol>{sources}</ol></article>"


def _page(title: str, chrome: tuple[str, str], content: str, related: str) -> str:
    head, menu = chrome
    filler = "".join(f'<div class="c{n} slot"><span data-n="{n}"></span></div>' for n in range(150))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Health A to Z</title>'
        f'<meta property="og:title" content="{title}">{head}</head><body><header>{menu}</header>'
        f'<main>{content}</main><aside class="sidebar"><h3>Related</h3><ul>{related}</ul></aside>{filler}'
        f"<footer>{menu}<p>© 2026 Health A to Z</p></footer></body></html>"
    )


def _paragraph(rng: random.Random, words: list[str]) -> str:
    return " ".join(_sentence(rng, words, rng.randint(8, 22)) for _ in range(rng.randint(2, 6)))


def _sentence(rng: random.Random, words: list[str], count: int) -> str:
    """Words by a law like Zipf's, so that an index has common and rare ones as with real text."""
    chosen = [words[int(len(words) ** rng.random()) - 1] for _ in range(count)]
    return " ".join(chosen).capitalize() + "."


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    path.write_bytes(data)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, 6, mtime=0))
