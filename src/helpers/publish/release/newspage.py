"""The page „Was ist neu“ in the book project: what has changed since the last released edition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from helpers.pipeline.book.bookconfig import dump
from helpers.pipeline.chapter.pipetables import pipe_table
from helpers.pipeline.extracts.kurzbericht import NEWS
from helpers.publish.release.news import PAGE, News, told
from helpers.publish.release.status import day
from helpers.safeyaml import safe_load
from helpers.text.markdown import escape


def write_news(book: Path, found: News) -> None:
    """Write the page into a book project, behind its opening page.

    Args:
        book: its folder.
        found: what is new.
    """
    path = f"chapters/{PAGE}.qmd"
    (book / path).write_text("\n\n".join(_parts(found)) + "\n", "utf-8")
    config = safe_load((book / "_quarto.yml").read_text("utf-8"))
    config["book"]["chapters"].insert(1, path)
    (book / "_quarto.yml").write_bytes(dump(config))


def _parts(found: News) -> Iterator[str]:
    version = found.before.version
    yield "# Was ist neu {#sec-was-ist-neu .unnumbered}"
    yield f"Diese Ausgabe folgt auf die Ausgabe {version} vom {day(str(found.before.on))}. Hier steht, was sich seither geändert hat."
    lines = told(found)
    if lines:
        yield f"::: {{.{NEWS}}}"
        yield "\n".join(f"- {line}" for line in lines)
        yield ":::"
    if not found.known:
        yield f"Die Zahlen der Ausgabe {version} liegen nicht mehr vor; verglichen sind nur Kapitel und Ziele."
    elif not lines:
        yield "Kapitel, Kennzahlen und Zahlen sind dieselben."
    if found.turned:
        yield "## Entwicklungen mit anderer Richtung {.unnumbered}"
        yield "\n".join(f"- {text}" for _, text in found.turned)
    if found.revised:
        yield "## Nachträglich geänderte Zahlen {.unnumbered}"
        yield (
            f"Diese Zahlen standen in der Ausgabe {version} anders. Genannt ist je Kennzahl die neueste; „weitere“ zählt die übrigen "
            "geänderten Zahlen derselben Kennzahl."
        )
        yield "::: {#tbl-geaenderte-zahlen}"
        yield pipe_table(
            ["Kennzahl", "Stand", "zuvor", "jetzt", "weitere", "Grund"],
            [[r.entry.short, r.what, r.before, r.after, str(r.more or "–"), r.why] for r in found.revised],
            ["left", "left", "right", "right", "right", "left"],
        )
        yield f"Zahlen, die seit der Ausgabe {version} geändert wurden"
        yield ":::"
    if found.breaks:
        yield "## Neue Grundlagen {.unnumbered}"
        yield "\n".join(
            f"- {escape(reason)} Das betrifft: {escape('; '.join(names))}."
            for reason, names in found.breaks.items()
        )
