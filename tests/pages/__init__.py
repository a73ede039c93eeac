"""Pages of our own writing, in the layouts that real sites use."""

from __future__ import annotations

PARAGRAPHS = (
    "Iron deficiency develops slowly, and many people put the first signs down to a busy week. They climb "
    "the stairs more slowly, sleep badly and look pale, but nothing seems wrong enough to see a doctor.",
    "The body needs iron to build haemoglobin, the protein that carries oxygen in red blood cells. When the "
    "stores in the liver and the bone marrow run low, the cells become smaller and carry less oxygen.",
    "Women with heavy periods, people who give blood often and those who eat neither meat nor fish are "
    "affected most. In older men, an unexplained deficiency is a reason to look for bleeding in the gut.",
    "A blood count alone is not enough for a diagnosis. Laboratories measure ferritin as well, which falls "
    "long before the haemoglobin does, and a marker of inflammation, because ferritin rises with every cold.",
    "Tablets work best on an empty stomach, taken every other day with a glass of orange juice. Coffee, tea "
    "and milk should wait for two hours, since they bind iron and carry it out of the body unused.",
    "After three months the stores are usually full again. If they are not, the tablets were perhaps not "
    "taken, not absorbed, or the loss goes on; each of these has a remedy of its own.",
)

MENU = "".join(
    f'<li><a href="/{name.lower()}/">{name}</a></li>'
    for name in ("Conditions", "Nutrition", "Medicines", "Fitness", "Pregnancy", "News", "Newsletter")
)

RELATED = "".join(
    f'<div class="related-card"><a href="/{slug}/"><h3>{title}</h3></a><p>{blurb}</p></div>'
    for slug, title, blurb in (
        ("magnesium", "Do you need magnesium?", "What cramps at night have to do with it."),
        ("zinc", "Zinc and the common cold", "Lozenges, sprays and what the trials say."),
        ("b12", "Vitamin B12 in later life", "Why the stomach matters more than the diet."),
    )
)


def page(content: str, title: str = "Iron deficiency: signs, tests and treatment") -> str:
    """A whole page around the content: menu, related stories, newsletter box, footer."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Willow Health</title></head>
<body>
<header class="site-header"><a class="logo" href="/">Willow Health</a>
<nav class="main-menu" aria-label="Main"><ul>{MENU}</ul></nav></header>
{content}
<section class="related-posts"><h2>You may also like</h2>{RELATED}</section>
<div class="newsletter-box"><h3>Our newsletter</h3><p>Health news in your inbox, every Friday.</p>
<form><input type="email" name="email"><button>Sign up</button></form></div>
<footer class="site-footer"><ul>{MENU}</ul>
<p>© 2026 Willow Health. All rights reserved. Nothing here replaces a visit to the doctor.</p></footer>
</body></html>"""


def paragraphs(*numbers: int) -> str:
    """Paragraphs of the article as markup; all of them if none is named."""
    return "".join(f"<p>{PARAGRAPHS[number]}</p>" for number in numbers or range(len(PARAGRAPHS)))


def article(content: str, title: str = "Iron deficiency: signs, tests and treatment") -> str:
    """A page whose content stands in a plain article element under its headline."""
    return page(f'<main><article class="post"><h1>{title}</h1>{content}</article></main>', title)
