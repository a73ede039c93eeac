"""Pages that would hold the parser up for minutes are refused unparsed, all others are not."""

from __future__ import annotations

import time

import pytest

from scraper import extract
from scraper.extract import read, shape
from tests.pages import article, paragraphs


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 5_000 + "x", id="deep-nesting"),
        pytest.param("<DIV CLASS=a>\n" * 5_000 + "x", id="deep-nesting-in-capitals"),
        pytest.param("<p>" + "<b><p>" * 3_000 + "x", id="formatting-that-is-opened-again-in-every-paragraph"),
        pytest.param("<svg>" + "<g>" * 5_000, id="deep-nesting-in-a-drawing"),
        pytest.param("<div " + " ".join(f"a{n}=1" for n in range(6_000)) + ">x</div>", id="6000-attributes"),
        pytest.param(
            "<script " + " ".join(f"a{n}" for n in range(6_000)) + ">x</script>", id="6000-on-a-script"
        ),
        pytest.param("<span><div></span>" * 5_000, id="end-tags-that-cannot-reach-across-a-block"),
        pytest.param("<div><table><td></div>" * 5_000, id="end-tags-that-cannot-reach-out-of-a-cell"),
        pytest.param("<b><div></b>" * 5_000, id="formatting-around-a-block-that-stays-open"),
        pytest.param("<form><div></form>" * 5_000, id="forms-around-a-block-that-stays-open"),
        pytest.param("<div title='</div>'>" * 5_000, id="end-tags-in-attributes-close-nothing"),
        pytest.param("<div><script>'</div>'</script>" * 5_000, id="end-tags-in-scripts-close-nothing"),
        pytest.param("<div><!-- </div> -->" * 5_000, id="end-tags-in-comments-close-nothing"),
    ],
)
def test_harmful_shapes_are_refused_unparsed(markup: str) -> None:
    begin = time.process_time()
    reading = read(markup, url="https://willow.example/")
    assert time.process_time() - begin < 5
    assert reading.refused
    assert (reading.article.kind, reading.article.body) == ("other", None)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<ul>" + "<li>one" * 5_000 + "</ul>", id="list-items-without-end-tags"),
        pytest.param("<p>one" * 5_000, id="paragraphs-without-end-tags"),
        pytest.param("<table>" + "<tr><td>one" * 5_000 + "</table>", id="cells-without-end-tags"),
        pytest.param("<br><img src=a><hr>" * 5_000, id="elements-that-hold-nothing"),
        pytest.param("<a><div></a></div>" * 5_000, id="links-and-blocks-that-overlap"),
        pytest.param("<svg>" + "<path d=''/>" * 5_000 + "</svg>", id="self-closing-paths"),
        pytest.param("<script>" + "'<div>'" * 5_000 + "</script>", id="tags-in-a-script"),
        pytest.param("<!--" + "<div>" * 5_000 + "-->", id="tags-in-a-comment"),
        pytest.param("<div>" * 900 + "x" + "</div>" * 900, id="900-levels"),
        pytest.param("<div " + " ".join(f"a{n}=1" for n in range(4_000)) + ">x</div>", id="4000-attributes"),
    ],
)
def test_long_but_harmless_pages_are_read(markup: str) -> None:
    assert shape.refuse(markup) is None


def test_an_article_in_400_levels_is_read() -> None:
    markup = article("<div>" * 400 + paragraphs() + "</div>" * 400)
    assert "Laboratories measure ferritin" in (extract(markup).body or "")


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        pytest.param(PDF, None, id="pdf"),
        pytest.param(PDF, "text/html", id="pdf-said-to-be-html"),
        pytest.param(PDF, "text/plain", id="pdf-said-to-be-text"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00\x01shade" * 60, "text/html", id="picture"),
        pytest.param(b"\x1f\x8b\x08" + b"\x07 leaf" * 60, None, id="gzip"),
        pytest.param(b"\x02\x03 bark \x11\x12" * 60, "text/plain", id="control-characters"),
    ],
)
def test_what_is_no_page_has_no_text(content: bytes, content_type: str | None) -> None:
    reading = read(content, "https://willow.example/file", content_type)
    assert reading.refused
    assert (reading.article.kind, reading.article.title, reading.article.body) == ("other", None, None)


def test_a_page_is_read_whatever_type_its_header_states() -> None:
    page = article(paragraphs(), title="Willow bark").encode()
    for stated in ("application/octet-stream", "application/pdf", "image/png", None):
        assert extract(page, "https://willow.example/bark", stated).body
