# ruff: noqa: E501 (markup reads best unbroken)
"""The list of cited sources: where it stands, what an entry says, and which identifiers have the right shape."""

from __future__ import annotations

import pytest
from markup import PARAGRAPHS, page

from archive import Citation
from scraper import extract

URL = "https://skin.example/winter-air/"
ONE = "Lindqvist M, Okafor J. Urea creams in winter. Dermatology Notes. 2019;12(3):44-51."
TWO = "Harbour Hospital. Skin care in the cold. 2021. https://hospital.example/skin"
ITEMS = f"<ol><li>{ONE}</li><li>{TWO}</li></ol>"

LISTS = {
    "under 'References'": f"<h2>References</h2>{ITEMS}",
    "under 'Sources', if the entries read like sources": f"<h3>Sources</h3>{ITEMS}",
    "under a German heading": f"<h2>Literaturverzeichnis</h2>{ITEMS}",
    "under a French heading": f"<h2>Références bibliographiques</h2>{ITEMS}",
    "under a Polish heading": f"<h2>Piśmiennictwo</h2>{ITEMS}",
    "in a closed details element": f"<details><summary>References</summary>{ITEMS}</details>",
    "under the button of an accordion": f"<dl><dt><button>Citations</button></dt><dd><p>{ONE}</p><p>{TWO}</p></dd></dl>",
    "one a paragraph": f"<h2>References</h2><p>{ONE}</p><p>{TWO}</p>",
    "one a line of one paragraph": f"<h2>References</h2><p>{ONE}<br>{TWO}</p>",
    "named by a class, without a heading": f'<ol class="wp-block-footnotes"><li id="a1">{ONE}</li><li>{TWO}</li></ol>',
    "named by a role, without a heading": f'<section role="doc-endnotes">{ITEMS}</section>',
    "notes whose ids count": f'<div><p id="fn1">{ONE}</p><p id="fn2">{TWO}</p></div>',
    "in two lists one after the other": f"<h2>References</h2><ol><li>{ONE}</li></ol><ol><li>{TWO}</li></ol>",
    "with a count in the heading": f"<h3>References (2)</h3>{ITEMS}",
}


@pytest.mark.parametrize("rule", LISTS)
def test_a_list_of_sources_is_found(rule: str) -> None:
    found = extract(page(after=LISTS[rule]), url=URL).citations
    assert [citation.text for citation in found] == [ONE, TWO]


NONE = {
    "links in the text": {
        "text": PARAGRAPHS + '<p>See <a href="https://a.example/x">this study of 2019</a>.</p>'
    },
    "more information": {
        "after": '<h2>More information</h2><ul><li><a href="https://a.example/">A guide (2020)</a></li></ul>'
    },
    "'Sources' over things that are none": {
        "after": "<h2>Sources</h2><ul><li>Milk</li><li>Eggs</li><li>Beans</li></ul>"
    },
    "a menu entry called References": {
        "before": '<nav><a href="#r">References</a><ul><li>2019</li></ul></nav>'
    },
}


@pytest.mark.parametrize("rule", NONE)
def test_what_is_no_list_of_sources(rule: str) -> None:
    assert extract(page(**NONE[rule]), url=URL).citations == []


CLEANED = {
    "link labels in brackets": (f"{ONE} [CrossRef] [PubMed] [Google Scholar]", ONE),
    "link labels without brackets": (f"{ONE} PubMed | Google Scholar", ONE),
    "a mark that leads back": (f"{ONE} ↩︎", ONE),
    "an encyclopedia's marks": (f"^ a b {ONE}", ONE),
}


@pytest.mark.parametrize("rule", CLEANED)
def test_marks_and_labels_of_links_are_no_part_of_an_entry(rule: str) -> None:
    entry, text = CLEANED[rule]
    found = extract(
        page(after=f"<h2>References</h2><ol><li>{entry}</li><li>{TWO}</li></ol>"), url=URL
    ).citations
    assert found[0].text == text


IDENTIFIED = {
    "a DOI in the text": (f"{ONE} doi:10.1000/xyz-1.", {"doi": "10.1000/xyz-1"}),
    "a DOI with brackets of its own": (f"{ONE} (doi:10.1016/S0140(19)1-2)", {"doi": "10.1016/S0140(19)1-2"}),
    "a DOI in a link": (f'{ONE} <a href="https://doi.org/10.1000/182">Link</a>', {"doi": "10.1000/182"}),
    "no DOI without a registrant": (f"{ONE} doi:10.12/x", {"doi": None}),
    "a PubMed number": (f"{ONE} PMID: 12345678", {"pmid": "12345678"}),
    "a PubMed address": (
        f'{ONE} <a href="https://pubmed.ncbi.nlm.nih.gov/12345678/">x</a>',
        {"pmid": "12345678"},
    ),
    "no PubMed number of nine digits": (f"{ONE} PMID: 123456789", {"pmid": None}),
    "a PubMed Central number": (f"{ONE} PMC1234567", {"pmcid": "PMC1234567", "pmid": None}),
    "a trial": (f"{ONE} ClinicalTrials.gov NCT01234567", {"nct": "NCT01234567"}),
    "no trial of seven digits": (f"{ONE} NCT0123456", {"nct": None}),
    "a printed address": (f"{ONE} https://a.example/study.", {"url": "https://a.example/study"}),
}


@pytest.mark.parametrize("rule", IDENTIFIED)
def test_identifiers_must_have_the_shape_of_their_kind(rule: str) -> None:
    entry, expected = IDENTIFIED[rule]
    found = extract(
        page(after=f"<h2>References</h2><ol><li>{entry}</li><li>{TWO}</li></ol>"), url=URL
    ).citations
    assert {name: getattr(found[0], name) for name in expected} == expected


def test_an_entry_without_identifiers_has_none() -> None:
    found = extract(page(after=f"<h2>References</h2>{ITEMS}"), url=URL).citations
    assert found[0] == Citation(ONE)
