# ruff: noqa: E501 (tables and markup read best unbroken)
"""Structured data as evidence: JSON-LD with references and breakage, microdata, RDFa, meta elements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import extract, read
from scraper.extract.jsonld import parse

TEXT = (
    "<p>"
    + "</p><p>".join(
        ["A cold is common in winter, and most people get over it within a week or two." * 2] * 4
    )
    + "</p>"
)


def page(*json_ld: str, head: str = "", body: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in json_ld)
    return f'<html lang="en"><head>{head}{scripts}</head><body><h1>Colds in winter</h1>{body}{TEXT}</body></html>'


ARTICLE = '{"@type": "Article", "datePublished": "2024-05-03", "author": {"name": "Jane Roe"}}'


@pytest.mark.parametrize(
    "text",
    [
        '{"headline": "Colds",}',
        '{"headline": "Colds",, "name": ["a", "b",],}',
        '<!-- {"headline": "Colds"} -->',
        '//<![CDATA[\n{"headline": "Colds"}\n//]]>',
        '{"headline": "Colds", "description": "two\nlines"}',
        '{"headline": "Colds"};',
        '{"headline": "Colds", "path": "a\\d"}',
        '{/* made by hand */ "headline": "Colds", // and more\n "url": "https://example.org/"}',
        "{&quot;headline&quot;: &quot;Colds&quot;}",
        '{"headline": "Colds"}{"name": "second"}',
        '{"headline": "Colds", "author": {"name": "Jane Roe", "url": "https://exam',
        '\ufeff{"headline": "Colds"}',
    ],
)
def test_common_breakage_is_repaired(text: str) -> None:
    assert parse(text)[0]["headline"] == "Colds"


def test_what_is_beyond_repair_is_passed_over_and_its_sibling_counts() -> None:
    article = extract(page("{headline: 'Colds' author}", "Not JSON at all", ARTICLE))
    assert (article.published, [p.name for p in article.authors]) == ("2024-05-03", ["Jane Roe"])


def test_references_are_followed_through_the_graph() -> None:
    graph = """{"@graph": [
        {"@type": "WebPage", "@id": "#page", "dateModified": "2024-06-04", "isPartOf": {"@id": "#site"}},
        {"@type": "WebSite", "@id": "#site", "name": "Example Health"},
        {"@type": "MedicalWebPage", "author": [{"@id": "#jane"}], "reviewedBy": {"@id": "#john"}, "lastReviewed": "2024-07-05"},
        {"@type": "Person", "@id": "#jane", "name": "Jane Roe"},
        {"@type": "Person", "@id": "#john", "name": "John Doe", "honorificSuffix": "MD"}]}"""
    article = extract(page(graph))
    assert [(p.name, p.credentials, p.role) for p in article.authors] == [
        ("Jane Roe", None, "author"),
        ("John Doe", "MD", "reviewer"),
    ]
    assert (article.modified, article.reviewed, article.site_name) == (
        "2024-06-04",
        "2024-07-05",
        "Example Health",
    )


def test_objects_beside_the_article_do_not_speak_for_it() -> None:
    other = """{"@type": "WebPage", "comment": [{"@type": "Comment", "datePublished": "2020-01-01", "author": "John Doe"}],
        "hasPart": {"@type": "Article", "datePublished": "2020-01-01", "author": {"name": "John Doe"}},
        "mainEntity": {"@type": "Article", "datePublished": "2024-05-03", "author": {"name": "Jane Roe"}}}"""
    article = extract(page(other))
    assert (article.published, [p.name for p in article.authors]) == ("2024-05-03", ["Jane Roe"])


def test_the_article_with_the_pages_address_comes_first() -> None:
    two = """[{"@type": "Article", "url": "https://www.example.org/other", "datePublished": "2020-01-01"},
        {"@type": "Article", "mainEntityOfPage": "https://www.example.org/colds", "datePublished": "2024-05-03"}]"""
    assert extract(page(two), url="https://www.example.org/colds").published == "2024-05-03"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-05-03T10:00:00Z">',
        '<meta name="citation_publication_date" content="2024/05/03">',
        '<meta name="DC.date.issued" content="2024-05-03">',
        '<meta name="parsely-pub-date" content="2024-05-03T10:00:00Z">',
        '<meta name="sailthru.date" content="Fri, 03 May 2024 10:00:00 GMT">',
        '<meta itemprop="datePublished" content="2024-05-03">',
        '<meta name="x-published-date" content="2024-05-03">',
    ],
)
def test_meta_elements_state_the_date(head: str) -> None:
    assert extract(page(head=head)).published == "2024-05-03"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="Jane Roe">',
        '<meta name="citation_author" content="Roe, Jane">',
        '<meta name="DC.creator" content="Jane Roe">',
        '<meta name="parsely-author" content="Jane Roe">',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Roe">',
    ],
)
def test_meta_elements_state_the_author(head: str) -> None:
    assert [(p.name, p.display) for p in extract(page(head=head)).authors] == [("Jane Roe", None)]


def test_a_reading_time_in_a_twitter_card_is_no_author() -> None:
    head = '<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="5 minutes">'
    assert extract(page(head=head)).authors == []


def test_microdata_and_rdfa_tell_dates_and_people() -> None:
    microdata = (
        '<div itemscope itemtype="https://schema.org/Article"><span itemprop="author" itemscope><b itemprop="name">Jane Roe</b></span>'
        '<time itemprop="datePublished" datetime="2024-05-03">3 May</time></div>'
    )
    article = extract(page(body=microdata))
    assert (article.published, [p.name for p in article.authors]) == ("2024-05-03", ["Jane Roe"])


def test_microdata_of_comments_is_not_the_pages() -> None:
    comment = (
        '<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">John Doe</span>'
        '<time itemprop="datePublished" datetime="2020-01-01"></time></div>'
    )
    page_with_comment = page().replace("</body>", f"{comment}</body>")
    article = extract(page_with_comment)
    assert (article.published, article.authors) == (None, [])


def test_disagreement_is_kept_as_evidence() -> None:
    reading = read(page(ARTICLE, body="<p>Published: May 1, 2024</p>"))
    found = {(e.value, e.chosen) for e in reading.evidence if e.field == "published"}
    assert found == {("2024-05-01", True), ("2024-05-03", False)}


def test_deep_and_large_json_ld_is_bounded() -> None:
    deep = '{"@type": "Article", "a": ' * 3_000 + "1" + "}" * 3_000
    many = "[" + ",".join(['{"@type": "Article", "author": {"name": "Jane Roe"}}'] * 5_000) + "]"
    assert len(extract(page(deep, many)).authors) <= 1


@given(st.text(max_size=300))
def test_any_json_ld_text_is_harmless(text: str) -> None:
    assert isinstance(parse(text), list)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "@type",
                        "@id",
                        "@graph",
                        "author",
                        "name",
                        "headline",
                        "datePublished",
                        "url",
                        "publisher",
                        "keywords",
                        "isPartOf",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_ld_value_is_harmless(value: object) -> None:
    import json

    assert (
        extract(page(json.dumps(value)), url="https://www.example.org/colds").title == extract(page()).title
    )


def test_a_meta_name_behind_a_prefix_of_the_sites_own_says_what_it_is() -> None:
    head = '<meta name="qzx:first_published" content="2024-05-03"><meta property="qzx:last_updated" content="2024-06-04">'
    article = extract(page(head=head))
    assert (article.published, article.modified) == ("2024-05-03", "2024-06-04")
