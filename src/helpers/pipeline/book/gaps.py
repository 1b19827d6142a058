"""What a report lacks, in its readers' words: one line for each chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.pipeline.chapter.blocks import Block
from helpers.text.markdown import escape
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Profile, Store
    from helpers.pipeline.run.runner import ChapterResult

MOST = 3
"""So many things are named in a line; `make sources` lists all."""

_NAMED = re.compile("„([^“]+)“( nach [^;,.“„]+)?")
_LACKING = " keine Zahlen vor zu "
_DISTRICTS = "Für die "
_COURSE = ("keine zwei Jahre", "keine Entwicklung")
_PEERS = "zum Vergleich"


def beyond_data(store: Store, profile: Profile, year: int) -> str:
    """Return what the report year means where no figure is that new, as German sentences; empty where one is."""
    newest = max((y for _, y, value, _ in store.totals(profile.ags, year) if value is not None), default=year)
    if newest == year:
        return ""
    since = f"{newest + 1}" if newest + 1 == year else f"{newest + 1} bis {year}"
    return (
        f"Das Berichtsjahr ist {year}, die neuesten Zahlen {profile.of_city} sind von {newest}: Für {since} liegen noch keine vor. "
        "Jede Zahl nennt ihr Jahr."
    )


def gap_blocks(results: Sequence[ChapterResult], store: Store, profile: Profile, year: int) -> list[Block]:
    """Return which chapters were left out and what others lack, one line each.

    What the published figures of another municipality alone could fill, nobody here misses; nor, without districts, what is
    missing for them.
    """
    names = {entry.name: entry.short for entry in store.catalogue.indicators.values()}
    names |= dict.fromkeys(elsewhere(store, profile), "")
    districts = any(area.parent == profile.ags and "-" in ags for ags, area in store.areas.items())
    chapters = [
        f"- **{escape(r.title)}**: {escape(_reason(r.reason, names))}"
        for r in results
        if r.status == "omitted"
    ]
    lines = []
    for result in results:
        messages = [figure["message"] for figure in result.outcome.chapter.get("omitted", [])]
        if line := _line(messages, names, districts=districts):
            lines.append(f"- **{escape(result.title)}**: {escape(line)}")
    beyond = beyond_data(store, profile, year)
    blocks = [Block("text", escape(beyond))] if beyond else []
    if not chapters and not lines:
        return [*blocks, Block("text", "In dieser Ausgabe ist kein Kapitel und keine Abbildung ausgelassen.")]
    if chapters:
        blocks += [
            Block("text", "Ausgelassene Kapitel, und was ihnen fehlt:"),
            Block("text", "\n".join(chapters)),
        ]
    if lines:
        blocks += [
            Block("text", "In anderen Kapiteln fehlen:"),
            Block("text", "\n".join(lines)),
        ]
    return blocks


def _reason(message: str, names: Mapping[str, str]) -> str:
    """Return why a chapter was left out, or what it lacks."""
    found = _things(message, names)
    return _some(found) if found and _LACKING in message else message


def _line(messages: Iterable[str], names: Mapping[str, str], *, districts: bool) -> str:
    """Return what a chapter lacks, kind by kind; empty where nobody misses it."""
    kinds: dict[str, list[str]] = {
        "": [],
        "frühere Jahre: ": [],
        "andere Kommunen: ": [],
        "Sozialräume: ": [],
    }
    others = []
    for message in dict.fromkeys(messages):
        of_districts = message.startswith(_DISTRICTS)
        if of_districts and not districts:
            continue
        if "„" not in message:
            others.append(message)
            continue
        course = any(words in message for words in _COURSE)
        kind = "frühere Jahre: " if course else "andere Kommunen: " if _PEERS in message else ""
        kinds["Sozialräume: " if of_districts else kind] += _things(message, names)
    parts = [kind + _some(list(dict.fromkeys(found))) for kind, found in kinds.items() if found]
    return "; ".join(parts) or " ".join(others)


def _things(message: str, names: Mapping[str, str]) -> list[str]:
    """Return what a message names, indicators by their short names, with what it is broken down by; not what nobody misses.

    >>> _things("Für Ulm liegen keine Zahlen vor zu „Bevölkerung“ nach Alter.", {"Bevölkerung": "Menschen"})
    ['Menschen nach Alter']
    """
    return [short + by for name, by in _NAMED.findall(message) if (short := names.get(name, name))]


def _some(things: Sequence[str]) -> str:
    """Return the first few of what is missing, and how much more there is.

    >>> _some(["Ganztag", "Klassen"])
    'Ganztag und Klassen'
    >>> _some(["a", "b", "c", "d", "e", "f"])
    'a, b, c und 3 weitere Kennzahlen'
    """
    rest = len(things) - MOST
    if rest < 2:  # one more takes no more room than saying so
        return listed(list(things))
    return listed([*things[:MOST], f"{rest} weitere Kennzahlen"])


def elsewhere(store: Store, profile: Profile) -> list[str]:
    """Return the names of indicators whose published figures are about another municipality alone, or computed from such."""
    from helpers.data.lineage import with_parts

    catalogue = store.catalogue

    def foreign(name: str) -> bool:
        sources = catalogue.indicators[name].sources
        about = [
            catalogue.sources[origin.source].of for origin in sources if origin.source in catalogue.sources
        ]
        return bool(about) and all(ags not in ("", profile.ags) for ags in about)

    found = [name for name in catalogue.indicators if any(map(foreign, with_parts(catalogue, name)))]
    return [catalogue.indicators[name].name for name in found]
