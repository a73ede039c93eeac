"""What counts as a page's summary, and what does not."""

from __future__ import annotations

import pytest
from markup import PARAGRAPHS, TITLE, page

from scraper import extract

URL = "https://skin.example/winter-air/"
DEK = "Frost and radiators take the water out of the skin. Three habits give it back."
TAKEAWAYS = [
    "Hot water washes the fat out of the skin.",
    "Cream works best within three minutes of a shower.",
]
LIST = "".join(f"<li>{entry}</li>" for entry in TAKEAWAYS)

FOUND = {
    "a sub-title under the headline": ({"under_title": f'<p class="post-sub-title">{DEK}</p>'}, DEK),
    "a standfirst by its class": (
        {"under_title": f'<div class="article__standfirst"><p>{DEK}</p></div>'},
        DEK,
    ),
    "a dek as a heading": ({"under_title": f'<h2 class="dek">{DEK}</h2>'}, DEK),
    "a German Vorspann": ({"under_title": f'<p class="artikel-vorspann">{DEK}</p>'}, DEK),
    "a French chapô": ({"under_title": f'<p class="chapo">{DEK}</p>'}, DEK),
    "a visible description in microdata": ({"under_title": f'<p itemprop="description">{DEK}</p>'}, DEK),
    "a sentence in the headline's own container": (
        {"title": "", "before": f"<header><div><h1>{TITLE}</h1><p>{DEK}</p></div></header>"},
        DEK,
    ),
    "a heading that is a sentence": ({"text": f"<h2>{DEK}</h2>{PARAGRAPHS}"}, DEK),
    "a first paragraph in bold": ({"text": f"<p><strong>{DEK}</strong></p>{PARAGRAPHS}"}, DEK),
    "a first paragraph of a class of its own": ({"text": f'<p class="opening">{DEK}</p>{PARAGRAPHS}'}, DEK),
    "a box of key takeaways": (
        {"text": f'<div class="box"><h3>Key takeaways</h3><ul>{LIST}</ul></div>{PARAGRAPHS}'},
        "\n".join(TAKEAWAYS),
    ),
    "a list under 'At a glance'": (
        {"text": f"<h2>At a glance:</h2><ul>{LIST}</ul>{PARAGRAPHS}"},
        "\n".join(TAKEAWAYS),
    ),
    "a German box": (
        {"text": f"<div><h3>Das Wichtigste in Kürze</h3><ul>{LIST}</ul></div>{PARAGRAPHS}"},
        "\n".join(TAKEAWAYS),
    ),
    "a Spanish box": ({"text": f"<div><h3>Puntos clave</h3><p>{DEK}</p></div>{PARAGRAPHS}"}, DEK),
    "the abstract of a paper": (
        {"text": f"<section><h2>Abstract</h2><p>{DEK}</p></section>{PARAGRAPHS}"},
        DEK,
    ),
    "what stands above a transcript": (
        {"text": f"<p>{DEK}</p><h3>Episode transcript</h3>{PARAGRAPHS}"},
        DEK,
    ),
}


@pytest.mark.parametrize("rule", FOUND)
def test_what_is_set_apart_is_the_summary(rule: str) -> None:
    parts, summary = FOUND[rule]
    markup = page(**parts).replace("<h1></h1>", "")  # type: ignore[arg-type]
    assert extract(markup, url=URL).summary == summary


NONE = {
    "an ordinary first paragraph": {},
    "the meta description": {"head": f'<meta name="description" content="{DEK}">'},
    "a conclusion at the end": {"text": f"{PARAGRAPHS}<h2>Summary</h2><p>{DEK}</p>"},
    "key takeaways at the end": {"text": f"{PARAGRAPHS}<h2>Key takeaways</h2><ul>{LIST}</ul>"},
    "a caption under the headline": {
        "under_title": f'<figure><img src="a.jpg"><figcaption>{DEK}</figcaption></figure>'
    },
    "a byline": {"under_title": '<p class="subtitle">By Mara Lindqvist, M.D., and Jonas Okafor</p>'},
    "a table of contents": {
        "text": '<div><h3>In short</h3><ul><li><a href="#a">What helps against dry skin</a></li>'
        f'<li><a href="#b">When to see a doctor about it</a></li></ul></div>{PARAGRAPHS}'
    },
    "a box at every section": {
        "text": "".join(f"{PARAGRAPHS}<div><h4>Summary</h4><p>{DEK} {n}</p></div>" for n in range(3))
    },
    "a drop cap": {"text": PARAGRAPHS.replace("<p>", '<p class="has-drop-cap">', 1)},
}


@pytest.mark.parametrize("rule", NONE)
def test_what_is_no_summary(rule: str) -> None:
    assert extract(page(**NONE[rule]), url=URL).summary is None
