# ruff: noqa: E501 (markup reads best unbroken)
"""Copy protection: plugins, hand-written scripts, style sheets, notices, overlays and tricks with letters."""

from __future__ import annotations

import pytest
from markup import PARAGRAPHS, page

from scraper import extract

URL = "https://skin.example/winter-air/"
NOTICE = "wp-content-copy-protection notice"
PLUGIN = "wp-content-copy-protection script"
OTHER_PLUGIN = "copy-protection plugin script"
COPY = "oncopy/onselectstart handler"
MENU = "contextmenu script"
KEYS = "keyboard shortcut script"
SELECT = "user-select:none css"


def script(code: str) -> dict[str, str]:
    return {"head": f"<script>{code}</script>"}


def style(css: str) -> dict[str, str]:
    return {"head": f"<style>{css}</style>"}


FOUND = {
    "the plugin's notice": ({"beside": '<div id="wpcp-error-message" class="msgmsg-box-wpcp"><span>error: </span>Content is protected !!</div>'}, [NOTICE]),
    "a notice by its words": ({"beside": "<div>Alert: Content selection is disabled!!</div>"}, [NOTICE]),
    "a German notice": ({"beside": "<p>Fehler: Der Inhalt ist kopiergeschützt.</p>"}, [NOTICE]),
    "the plugin's scripts": ({"head": '<script id="wpcp_disable_selection">var x = 1;</script>'}, [PLUGIN]),
    "the plugin's folder": ({"head": '<link rel="stylesheet" href="/wp-content/plugins/wp-content-copy-protector/css/style.css">'}, [PLUGIN]),
    "another plugin's folder": ({"head": '<script src="/wp-content/plugins/secure-copy-content-protection/public/js/a.js"></script>'}, [OTHER_PLUGIN]),
    "a body attribute against copying": ({"body_attributes": 'oncopy="return false"'}, [COPY]),
    "a body attribute against selecting": ({"body_attributes": 'onselectstart="return false;"'}, [COPY]),
    "a body attribute against dragging": ({"body_attributes": 'ondragstart="return false"'}, [COPY]),
    "a body attribute against the menu": ({"body_attributes": 'oncontextmenu="return false"'}, [MENU]),
    "document.oncopy": (script("document.oncopy = function () { return false; };"), [COPY]),
    "document.onselectstart": (script("document.onselectstart=new Function('return false')"), [COPY]),
    "a listener that appends the source": (
        script("function addLink(e) { var s = window.getSelection(); e.clipboardData.setData('text', s + ' from us'); }\n"
               "document.addEventListener('copy', addLink);"),
        [COPY],
    ),
    "jQuery against cut, copy and paste": (script("$('body').bind('cut copy paste', function (e) { e.preventDefault(); });"), [COPY]),
    "a listener against the menu": (script("document.addEventListener('contextmenu', event => event.preventDefault());"), [MENU]),
    "jQuery against the menu on images": (script('jQuery("img").on("contextmenu", function(e) { return false; });'), [MENU]),
    "the right button by its number": (
        script("document.onmousedown = function (event) { if (event.button == 2) { alert('No!'); return false; } }"),
        [MENU],
    ),
    "a script that an optimiser delays": (
        {
            "head": '<script type="rocketlazyloadscript">document.oncopy = function () { return false; };</script>'
        },
        [COPY],
    ),
    "keys": (
        script("document.onkeydown = function (e) { if (e.ctrlKey && (e.keyCode == 67 || e.keyCode == 85)) { return false; } };"),
        [KEYS],
    ),
    "style over the body": (style("body { -webkit-user-select: none; user-select: none }"), [SELECT]),
    "style over paragraphs": (style(".a { color: red } p, li { -moz-user-select : none; }"), [SELECT]),
    "style of a class that the body has": (
        {"body_attributes": 'class="single unselectable"', **style(".unselectable { user-select: none; }")},
        [SELECT],
    ),
    "style attribute": ({"body_attributes": 'style="user-select:none"'}, [SELECT]),
    "nothing is left for the printer": (style("@media print { body { display: none } }"), ["print blocking css"]),
    "reversed letters": (style("article { unicode-bidi: bidi-override; direction: rtl }"), ["reversed text css"]),
    "an overlay": (
        {"beside": '<div style="position:fixed; top:0; left:0; width:100%; height:100%; opacity:0; z-index:999"></div>'},
        ["transparent overlay"],
    ),
    "zero-width characters in words": ({"text": PARAGRAPHS.replace("ea", "e\u200ba").replace("er", "e\u200br")}, ["zero-width characters"]),
    "letters that only a font shows": (
        {"text": "".join(f"<p>{''.join(chr(0xE000 + ord(c)) if c.isalpha() else c for c in line)}</p>" for line in PARAGRAPHS.split("\n") if line)},
        ["font substitution"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", FOUND)
def test_a_measure_is_named(rule: str) -> None:
    parts, names = FOUND[rule]
    assert extract(page(**parts), url=URL).protections == names


NONE = {
    "the letters wccp within a token": {"head": '<meta name="token" content="Zk1wccpQ0aWNhbGx5"><script>var t="aXwccp91";</script>'},
    "a button that copies the link": script("btn.addEventListener('click', () => navigator.clipboard.writeText(location.href));"),
    "a count of copies": script("document.addEventListener('copy', function () { track('copied'); });"),
    "keys of a search box": script("document.addEventListener('keydown', function (e) { if (e.key === '/') { e.preventDefault(); focus(); } });"),
    "style over buttons": style(".btn, button { user-select: none }"),
    "style over a widget": style("div.menu * { user-select: none }"),
    "a widget that stops dragging": script('slider.on("dragstart selectstart", function () { return false })'),
    "a menu on a video": {"after": '<video oncontextmenu="return false" src="a.mp4"></video>'},
    "a sentence about protected content": {"text": PARAGRAPHS + "<p>The skin is protected by a layer of fat, and copying what your grandmother did is not a bad idea at all.</p>"},
    "soft hyphens": {"text": PARAGRAPHS.replace("ea", "e\u00ada")},
    "an overlay that lets clicks through": {"beside": '<div style="position:fixed;top:0;width:100%;opacity:0;pointer-events:none"></div>'},
    "a page without any": {},
}  # fmt: skip


@pytest.mark.parametrize("rule", NONE)
def test_what_is_no_measure(rule: str) -> None:
    assert extract(page(**NONE[rule]), url=URL).protections == []


def test_notices_and_tricks_are_stripped_from_what_is_stored() -> None:
    notice = '<div class="msgmsg-box-wpcp">Content is read-only and copy-protected.</div>'
    markup = page(
        text=PARAGRAPHS.replace("air", "a\u200bir") + notice, body_attributes='oncopy="return false"'
    )
    article = extract(markup, url=URL)
    stored = f"{article.body} {article.body_html} {article.summary}"
    assert "copy-protected" not in stored
    assert "\u200b" not in stored
    assert "oncopy" not in stored
    assert "Cold air holds little water" in stored
