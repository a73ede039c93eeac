"""Articles of our own writing that several tests store."""

from __future__ import annotations

from dataclasses import replace

from archive import Article, Citation, Person, RightsSignal, SidebarItem

URL = "https://health.example.org/skin/eczema"

ECZEMA = Article(
    url=URL,
    canonical_url=URL,
    title="Eczema: what helps",
    summary="Dry, itchy skin can be calmed.",
    breadcrumb=["Home", "Skin", "Eczema: what helps"],
    breadcrumb_urls=["https://health.example.org/", "https://health.example.org/skin", None],
    body=(
        "Eczema makes the skin dry and itchy.\n\nWhat helps\n\n"
        "Use an ointment twice a day.\n\nTake 500 mg of the tablets if a doctor says so."
    ),
    body_html=(
        "<p>Eczema makes the skin dry and itchy.</p>\n<h2>What helps</h2>\n"
        "<p>Use an ointment twice a day.</p>\n<p>Take 500 mg of the tablets if a doctor says so.</p>"
    ),
    authors=[
        Person("Ada Brook", "MD", "author", "By Ada Brook, MD", "https://health.example.org/ada"),
        Person("Ben Stone", None, "reviewer", "Medically reviewed by Ben Stone", None),
    ],
    published="2024-02-03",
    modified="2025-01-05T10:00:00+01:00",
    reviewed="2025-03",
    language="en-GB",
    site_name="Example Health",
    image_url="https://health.example.org/eczema.jpg",
    tags=["skin", "itching"],
    citations=[Citation("Roe J. Ointments. 2020.", "https://doi.org/10.1000/182", "10.1000/182", "123456")],
    sidebar=[SidebarItem("Read next", "Hives", None, "https://health.example.org/skin/hives")],
    protections=["copy event handlers"],
    rights=[RightsSignal("link license", "https://creativecommons.org/licenses/by/4.0/")],
    confidence=0.93,
)


def page(number: int, **changes: object) -> Article:
    """One of many different articles."""
    plain = Article(
        url=f"https://health.example.org/page/{number}",
        title=f"Page {number} about sleep",
        body=f"Sleep well, number {number}.\n\nA dark room helps.",
    )
    return replace(plain, **changes)
