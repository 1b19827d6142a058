"""The way back from each page: a link that writes to the address in the profile and names the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from helpers.pipeline.chapter.blocks import Block
from helpers.text.markdown import escape

if TYPE_CHECKING:
    from helpers.data import Profile

_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}]*\}[ \t]*$")
_MARKUP = re.compile(r"\{\{<.*?>\}\}|[*_`\\]")


def feedback_blocks(profile: Profile, year: int, blocks: Sequence[Block]) -> list[Block]:
    """Return the link at the end of a web page; nothing where the profile has no address.

    Args:
        profile: the municipality.
        year: report year.
        blocks: the page, whose heading the message names.
    """
    target = _target(profile, year, title(blocks))
    if not target:
        return []
    return [
        Block("open", '::: {.content-visible when-format="html"}'),
        Block("open", "::: {.rueckmeldung}"),
        Block("text", f"[Rückmeldung zu dieser Seite]({target})"),
        Block("close", ":::"),
        Block("close", ":::"),
    ]


def imprint_blocks(profile: Profile, year: int) -> list[Block]:
    """Return where to write, for the imprint in all formats; nothing where the profile has no address."""
    target = _target(profile, year, "")
    if not target:
        return []
    assert profile.contact is not None
    shown = escape(profile.contact.email or profile.contact.url)
    return [Block("text", f"Rückmeldung zu diesem Bericht: [{shown}]({target})")]


def title(blocks: Sequence[Block]) -> str:
    """Return the heading of a page as plain text, empty where it has none."""
    heading = next((block.text for block in blocks if block.level == 1), "")
    return _MARKUP.sub("", _ATTRIBUTES.sub("", heading.lstrip("# "))).strip()


def _target(profile: Profile, year: int, page: str) -> str:
    contact = profile.contact
    if contact is None:
        return ""
    if not contact.email:
        return contact.url if contact.url.startswith(("https://", "http://")) else ""
    report = f"{profile.title or f'Bildungsbericht {profile.name}'} {year}"
    subject = f"Rückmeldung: {page} ({report})" if page else f"Rückmeldung: {report}"
    return f"mailto:{quote(contact.email, safe='@.+-_')}?subject={quote(subject, safe='')}"
