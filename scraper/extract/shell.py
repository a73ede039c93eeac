"""Whether a page is an empty shell: markup without text that a script in a browser is to fill."""

from __future__ import annotations

import re

from scraper.extract.document import Document

# Longer pages say something, whatever their scripts would add.
_SHELL_TEXT = 400  # characters, menus and footers included
_NOTICE_TEXT = 200
_MOUNT_TEXT = 60  # "Loading …" is no content

# Where the common frameworks put what they render.
_MOUNT_IDS = (
    "root", "app", "__next", "__nuxt", "___gatsby", "app-root", "react-root", "main-app", "spa-root",
    "svelte", "ember-app", "q-app", "application", "mount",
)  # fmt: skip
_MOUNT_ATTRIBUTES = frozenset(
    ["ng-app", "data-ng-app", "ng-version", "data-reactroot", "data-server-rendered", "data-v-app"]
)
_PICTURES = frozenset(
    ["img", "picture", "video", "iframe", "frame", "object", "embed", "svg"]
)  # a page of these is whole
_TAG = re.compile(r"<[^>]*+>")


def needs_script(document: Document) -> bool:
    """Whether the page shows a reader without JavaScript next to nothing, and would show more with it."""
    if not _has_script(document):
        return False
    shown = sum(len(block.text) for block in document.blocks if not document.hidden[block.element])
    if shown > _SHELL_TEXT:
        return False
    if shown == 0 and _PICTURES.isdisjoint(document.by_tag):
        return True
    return _has_empty_mount(document) or (shown <= _NOTICE_TEXT and _asks_for_script(document))


def _has_script(document: Document) -> bool:
    """A script that can build a page: from a file, or of some length."""
    if any(document.attr(element, "src") for element in document.by_tag.get("script", ())):
        return True
    return any(len(source) > _SHELL_TEXT for _, source in document.scripts)


def _has_empty_mount(document: Document) -> bool:
    elements = [document.by_id[name] for name in _MOUNT_IDS if name in document.by_id]
    elements += [i for i, tag in enumerate(document.tags) if "-" in tag]  # custom elements: <app-root>
    elements += [i for name in _MOUNT_ATTRIBUTES for i in document.by_attribute.get(name, ())]
    return any(len(document.text(element)) <= _MOUNT_TEXT for element in elements)


def _asks_for_script(document: Document) -> bool:
    """A notice for readers without scripts; every language calls it JavaScript."""
    notices = [_TAG.sub(" ", notice) for notice in document.noscripts]
    notices += [block.text for block in document.blocks]
    return any("javascript" in notice.lower() for notice in notices)
