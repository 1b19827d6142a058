"""Pages for staff alone, which list something in tables; they stay in `_build/`."""

from __future__ import annotations

from typing import Any


def staff_page(template: str, **values: Any) -> str:
    """Return a page of `publish/templates/`; everything from texts and files is escaped.

    Args:
        template: name of its file.
        values: what it shows; `title` is on every page.
    """
    from jinja2 import Environment, PackageLoader

    templates = Environment(
        loader=PackageLoader("helpers.publish"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return templates.get_template(template).render(values)
