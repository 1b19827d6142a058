"""The documentation's support table, made from the conformance suite.

python -m tests.assemble.conformance.table > docs/development/markdown-support.md
"""

from __future__ import annotations

from itertools import groupby

from helpers.assemble.builtin import schema, source

from .features import FEATURES, Feature

INTRODUCTION = """\
# Quarto's Markdown in the built-in assembler

Made from `tests/assemble/conformance/features.py` by `python -m tests.assemble.conformance.table`; a test holds it current.
Each row is tested in HTML, Typst (PDF) and DOCX. What is not listed is refused with a German sentence that names file and line.
Names of the features are German, as in the handbook.
"""


def _example(feature: Feature) -> str:
    first = next(line for line in feature.source.splitlines() if line.strip())
    return "`` " + first.replace("|", "\\|") + " ``"


def table() -> str:
    """Return the page."""
    parts = [INTRODUCTION]
    for group, members in groupby(FEATURES, key=lambda feature: feature.group):
        parts.append(f"\n## {group}\n\n| Was | Beispiel | Anmerkung |\n|:--|:--|:--|")
        parts += [f"| {feature.name} | {_example(feature)} | {feature.note} |" for feature in members]
    parts.append("\n## Kurzbefehle und Angaben in `_quarto.yml`\n")
    parts.append(f"Kurzbefehle: {_names(source.SHORTCODES)}.\n")
    parts.append(
        f"Befolgt: {_names(schema.TOP)}; unter `book`: {_names(schema.BOOK)}; je Format: {_names(schema.FORMAT_OPTIONS)}.\n"
    )
    parts.append(f"Nur für Quarto von Bedeutung, hier ohne Wirkung: {_names(schema.TOP_IGNORED)}.\n")
    parts.append(f"Abgelehnt: {_names(schema.TOP_REFUSED | schema.PROJECT_REFUSED)}.")
    return "\n".join(parts) + "\n"


def _names(names: set[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


if __name__ == "__main__":
    print(table(), end="")
