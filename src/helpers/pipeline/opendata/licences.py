"""Sources and licences of figures, with the names that catalogues of open data use for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from helpers.data import Store
    from helpers.data.models import Source
    from helpers.data.observations import Row


class Licence(NamedTuple):
    """A licence: identifier (SPDX or Open Definition), URI in DCAT-AP.de, German title, address of its text."""

    name: str
    uri: str
    title: str
    url: str


_BASE = "http://dcat-ap.de/def/licenses/"
_KNOWN = {
    "https://www.govdata.de/dl-de/by-2-0": ("DL-DE-BY-2.0", f"{_BASE}dl-by-de/2.0"),
    "https://www.govdata.de/dl-de/zero-2-0": ("DL-DE-ZERO-2.0", f"{_BASE}dl-zero-de/2.0"),
    "https://creativecommons.org/licenses/by/4.0/": ("CC-BY-4.0", f"{_BASE}cc-by/4.0"),
    "https://creativecommons.org/publicdomain/zero/1.0/": ("CC0-1.0", f"{_BASE}cc-zero"),
}


def licence(source: Source) -> Licence | None:
    """Return the licence of a source, None where it names none.

    Terms that are no known open licence count as closed: nobody may be told more than the source allows.
    """
    if not source.licence:
        return None
    name, uri = _KNOWN.get(source.licence_url, ("other-closed", f"{_BASE}other-closed"))
    return Licence(name, uri, source.licence, source.licence_url)


def common_licence(sources: Sequence[Source]) -> str:
    """Return the URI of the licence of a file as a whole (DCAT-AP.de wants exactly one).

    Sources with different open licences make „other-open“; one without a licence, or with a closed one, makes the file closed.
    """
    uris = {found.uri if (found := licence(source)) else f"{_BASE}other-closed" for source in sources}
    if len(uris) == 1:
        return uris.pop()
    return f"{_BASE}other-closed" if f"{_BASE}other-closed" in uris else f"{_BASE}other-open"


def sources_of(rows: Iterable[Row], store: Store) -> list[Source]:
    """Return the sources of some figures in the catalogue's order; a computed figure has those of its components."""
    used = {name for source in {row.source for row in rows} for name in source.split("|")}
    return [source for name, source in store.catalogue.sources.items() if name in used]


def title(source: Source) -> str:
    """Return publisher, publication, edition and table of a source."""
    table = f"Tabelle {source.table}" if source.table else ""
    return ", ".join(part for part in (source.publisher, source.title, source.edition, table) if part)


def attributions(sources: Iterable[Source]) -> str:
    """Return what has to be printed wherever the figures are used."""
    return "; ".join(dict.fromkeys(source.attribution for source in sources))
