"""Body and clean HTML keep what the article is made of."""

from __future__ import annotations

from scraper import extract
from tests.pages import PARAGRAPHS, article, paragraphs

DOSES = (
    "<table><caption>Iron a day</caption>"
    "<thead><tr><th>Age</th><th>Women</th><th>Men</th></tr></thead><tbody>"
    "<tr><td>15 to 18</td><td>16 mg</td><td>11 mg</td></tr>"
    "<tr><td>over 65</td><td>14 mg</td><td>11 mg</td></tr></tbody></table>"
)


def read(content: str, place: int = 3) -> tuple[str, str]:
    """Body and clean HTML of an article with the content among its paragraphs."""
    before, after = paragraphs(*range(place)), paragraphs(*range(place, len(PARAGRAPHS)))
    found = extract(article(before + content + after), url="https://willow.example/iron-deficiency-signs")
    return found.body or "", found.body_html or ""


def test_one_blank_line_stands_between_blocks() -> None:
    body, _ = read("<h2>How it is treated</h2>")
    assert body.count("\n\n") >= len(PARAGRAPHS)
    assert "\n\n\n" not in body
    assert "\n\nHow it is treated\n\n" in body


def test_a_dose_table_keeps_rows_and_cells_apart() -> None:
    body, html = read(DOSES)
    assert "Age\tWomen\tMen\n15 to 18\t16 mg\t11 mg\nover 65\t14 mg\t11 mg" in body
    assert "<td>16 mg</td>" in html.replace("<td><p>", "<td>")
    assert html.count("<tr>") == 3


def test_list_items_are_blocks_and_lists_stay_lists() -> None:
    body, html = read(
        "<h2>Foods with much iron</h2><ul><li>Lentils and chickpeas, cooked without salt</li>"
        "<li>Liver, once a month at most"
        "<ul><li>not during pregnancy, because of its vitamin A</li></ul></li></ul>"
    )
    assert (
        "Lentils and chickpeas, cooked without salt\n\nLiver, once a month at most\n\nnot during pregnancy"
        in body
    )
    assert html.count("<ul>") == 2
    assert html.count("<li>") == 3


def test_quotes_code_and_definitions_keep_their_elements() -> None:
    quote = "<blockquote><p>I thought I was just getting old, says a patient of sixty.</p></blockquote>"
    code = "<p>The formula of the laboratory reads:</p><pre>saturation = iron / capacity\n  * 100</pre>"
    terms = "<dl><dt>Ferritin</dt><dd>The protein that stores iron in the cells of the liver.</dd></dl>"
    body, html = read(quote + code + terms)
    assert "<blockquote>" in html
    assert "saturation = iron / capacity\n  * 100" in body
    assert "<pre>saturation" in html
    assert "<dt>Ferritin</dt>" in html.replace("\n", "")


def test_a_figure_keeps_its_picture_and_caption() -> None:
    figure = (
        '<figure><img src="/cells.png" alt="Pale red blood cells"><figcaption>Red blood cells of a patient '
        "with iron deficiency are small and pale under the microscope.</figcaption></figure>"
    )
    body, html = read(figure)
    if "small and pale" in body:
        assert '<img src="https://willow.example/cells.png" alt="Pale red blood cells">' in html
        assert "<figcaption>" in html


def test_clean_html_says_the_same_as_the_body() -> None:
    body, html = read(DOSES)
    text = extract(f"<article>{html}</article>").body or ""
    assert text.split() == body.split()


def test_clean_html_has_no_scripts_handlers_or_styles() -> None:
    _, html = read(
        '<p onclick="steal()" style="color:red" class="x">A paragraph that would rather not be copied, but '
        'is about the <a href="javascript:alert(1)">uptake</a> of <a href="/iron">iron</a>.'
        "<script>alert(2)</script></p>"
    )
    for foreign in ("onclick", "style", "script", "alert", "class"):
        assert foreign not in html
    assert '<a href="https://willow.example/iron">iron</a>' in html
