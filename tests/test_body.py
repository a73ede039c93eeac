"""The body is the article's text, wherever the page's layout puts it, and nothing else."""

from __future__ import annotations

import pytest

from scraper import extract
from tests.pages import PARAGRAPHS, article, page, paragraphs

URL = "https://willow.example/iron-deficiency-signs-tests-and-treatment"
HEADINGS = ("Who is affected", "What the body needs iron for", "How it is found", "How it is treated")


def body_of(markup: str) -> str:
    return extract(markup, url=URL).body or ""


def missing(body: str) -> list[str]:
    return [text[:40] for text in PARAGRAPHS if text not in body]


def section(number: int, heading: str) -> str:
    return f"<h2>{heading}</h2>{paragraphs(number, number + 1)}"


CARDS = "".join(
    f'<div class="content-card"><div class="card-body">{section(n, heading)}</div></div>'
    for n, heading in zip((0, 1, 2, 4), HEADINGS, strict=True)
)
TABS = '<div class="tabs"><ul role="tablist">' + "".join(
    f'<li role="tab"><a href="#t{n}">{heading}</a></li>' for n, heading in enumerate(HEADINGS)
)
TABS += "</ul>" + "".join(
    f'<div class="tab-pane" role="tabpanel" id="t{n}"{" hidden" if n else ""}>{section(start, heading)}</div>'
    for n, (start, heading) in enumerate(zip((0, 1, 2, 4), HEADINGS, strict=True))
)
TABS += "</div>"
ACCORDION = paragraphs(0) + "".join(
    f"<details><summary>{heading}</summary><div>{paragraphs(n, n + 1)}</div></details>"
    for n, heading in zip((0, 1, 2, 4), HEADINGS, strict=True)
)
LAYOUT_TABLE = (
    '<table width="100%"><tr><td width="160"><a href="/a">Home</a><br><a href="/b">Sitemap</a></td>'
    f"<td><h1>Iron deficiency: signs, tests and treatment</h1>{paragraphs()}</td></tr></table>"
)
COLUMNS = "".join(
    '<div class="builder-row"><div class="builder-column builder-column-100">'
    '<div class="builder-widget builder-text"><div class="widget-wrap">'
    f"{section(n, heading)}</div></div></div></div>"
    for n, heading in zip((0, 1, 2, 4), HEADINGS, strict=True)
)
TITLE = "<h1>Iron deficiency: signs, tests and treatment</h1>"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(article(paragraphs()), id="plain-article"),
        pytest.param(page(f"<main>{TITLE}<div class='cards'>{CARDS}</div></main>"), id="sibling-cards"),
        pytest.param(page(f"<main>{TITLE}{TABS}</main>"), id="tabs-with-hidden-panes"),
        pytest.param(page(f"<main>{TITLE}{ACCORDION}</main>"), id="accordion"),
        pytest.param(page(LAYOUT_TABLE), id="table-for-layout"),
        pytest.param(page(f"{TITLE}<div class='builder'>{COLUMNS}</div>"), id="page-builder-columns"),
        pytest.param(
            page(f"<div class='wrap'><div class='page1-footer'>{TITLE}{paragraphs()}</div></div>"),
            id="footer-named-class-around-the-body",
        ),
        pytest.param(
            page(f"<div id='content'>{TITLE}<div>{'<br><br>'.join(PARAGRAPHS)}</div></div>"),
            id="paragraphs-divided-by-line-breaks",
        ),
        pytest.param(
            page(f"<div>{TITLE}{''.join(f'<div>{text}</div>' for text in PARAGRAPHS)}</div>"),
            id="divs-for-paragraphs",
        ),
    ],
)
def test_whole_article_and_nothing_of_the_frame_is_kept(markup: str) -> None:
    body = body_of(markup)
    assert missing(body) == []
    for foreign in ("All rights reserved", "Pregnancy", "Zinc and the common cold", "inbox, every Friday"):
        assert foreign not in body


def test_related_posts_inside_the_text_are_left_out() -> None:
    box = (
        '<aside class="inline-related"><h4>Read more</h4><ul>'
        '<li><a href="/tea">Which teas inhibit iron?</a></li>'
        '<li><a href="/pans">Do iron pans help?</a></li></ul></aside>'
    )
    body = body_of(article(paragraphs(0, 1, 2) + box + paragraphs(3, 4, 5)))
    assert missing(body) == []
    assert "Do iron pans help?" not in body


def test_comments_below_the_article_are_left_out() -> None:
    comments = (
        '<section id="comments" class="comments-area"><h2>2 comments</h2><ol class="comment-list">'
        + "".join(
            f'<li class="comment"><div class="comment-author">{name} says:</div><div class="comment-content">'
            f'<p>{text}</p></div><a class="comment-reply-link" href="#">Reply</a></li>'
            for name, text in (
                ("Marta", "My doctor never told me about the orange juice, thank you for this."),
                ("Ilse", "I took the tablets for a year before anybody looked at my ferritin again."),
            )
        )
    )
    body = body_of(page(f"<article><h1>Iron</h1>{paragraphs()}</article>{comments}</ol></section>"))
    assert missing(body) == []
    assert "My doctor never told me" not in body


def test_text_without_spaces_between_words_is_found() -> None:
    text = (
        "鉄欠乏性貧血はゆっくりと進行するため、多くの人は最初の症状を忙しさのせいだと考えます。",
        "体はヘモグロビンを作るために鉄を必要とし、肝臓の貯蔵が減ると赤血球は小さくなります。",
        "診断には血球検査だけでは足りません。フェリチンのほうがずっと早く低下するからです。",
        "錠剤は空腹時に、一日おきに飲むと最もよく効きます。コーヒーや牛乳は二時間待ちましょう。",
    )
    title = "鉄欠乏性貧血の症状と治療"
    names = ("病気", "栄養", "薬", "運動", "妊娠")
    menu = "".join(f"<li><a href='/{number}'>{name}</a></li>" for number, name in enumerate(names))
    body = body_of(
        f"<html lang='ja'><title>{title}</title><body><nav><ul>{menu}</ul></nav><main><h1>{title}</h1>"
        f"{''.join(f'<p>{line}</p>' for line in text)}</main><footer><ul>{menu}</ul></footer></body></html>"
    )
    assert all(line in body for line in text)
    assert "妊娠" not in body


def test_a_paragraph_printed_for_two_screen_widths_is_kept_once() -> None:
    wide = f'<div class="hidden-phone">{paragraphs()}</div>'
    narrow = f'<div class="hidden-desktop">{paragraphs()}</div>'
    body = body_of(page(f"<main>{TITLE}{wide}{narrow}</main>"))
    assert [body.count(text) for text in PARAGRAPHS] == [1] * len(PARAGRAPHS)


def test_scripts_and_structured_data_are_not_needed() -> None:
    data = '<script type="application/ld+json">{"@type": "Article", "articleBody": "short"}</script>'
    assert body_of(article(paragraphs() + data)) == body_of(article(paragraphs()))
