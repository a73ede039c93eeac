# ruff: noqa: E501 (markup reads best unbroken)
"""A made-up health page around which a test puts the markup that it is about."""

from __future__ import annotations

TITLE = "Why winter air dries out the skin"

PARAGRAPHS = """
<p>Cold air holds little water, and heated rooms hold even less. The outer layer of the skin gives up its moisture
to the air around it, and within a few days of frost most people feel a tightness on cheeks and hands.</p>
<p>The layer is made of flat dead cells that lie in fat like bricks in mortar. When the fat is washed out by hot
water and strong soap, gaps open between the cells, and water leaves faster than the body can replace it.</p>
<h2>What helps</h2>
<p>Short lukewarm showers, a mild soap and a greasy cream within three minutes of drying are enough for most people.
Creams with urea draw water into the outer layer, and petroleum jelly keeps it there through the night.</p>
<p>A bowl of water on the radiator does less than its reputation. A room feels better once the heating is turned
down by two degrees, because the same amount of water then makes the air more humid.</p>
<h2>When to see a doctor</h2>
<p>Cracks that bleed, yellow crusts or an itch that wakes you at night are reasons to have the skin looked at. They
may be signs of eczema or of an infection, and both need a treatment that a cream from the shelf cannot give.</p>
"""


def page(
    *,
    head: str = "",
    before: str = "",
    under_title: str = "",
    text: str = PARAGRAPHS,
    after: str = "",
    beside: str = "",
    body_attributes: str = "",
    title: str = TITLE,
) -> str:
    """An article page: menu, `before`, headline, `under_title`, the text, `after` in the article, `beside` it."""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - The Skin Journal</title>{head}</head>
<body {body_attributes}>
<header class="site-header"><a href="/">The Skin Journal</a>
<nav class="main-menu"><ul><li><a href="/skin/">Skin</a></li><li><a href="/hair/">Hair</a></li></ul></nav></header>
<div class="page">
<main><article class="post">
{before}
<h1>{title}</h1>
{under_title}
<div class="post-content">{text}</div>
{after}
</article></main>
{beside}
</div>
<footer class="site-footer"><p>© 2026 The Skin Journal</p><a href="/about/">About us</a></footer>
</body></html>"""
