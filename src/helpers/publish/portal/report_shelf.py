"""The municipalities' reports as the portal shows them: their editions, what each offers, and their files where they are copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from helpers.data import load_profile
from helpers.data.profile import Profile
from helpers.paths import Project
from helpers.publish.release.record import Release, released
from helpers.publish.site.plan import planned, public_files
from helpers.text.numbers import period_label


class Report(NamedTuple):
    """An edition of a municipality's report.

    Args:
        label: what it is called.
        href: its address, as seen from the portal's top where it lies in the portal.
        on: the day of its release, or the later one on which its embargo ended; empty for a draft.
        erratum: what it corrects.
        withdrawn: why it no longer holds.
        more: label and address of what it offers beside its pages.
    """

    label: str
    href: str
    on: str = ""
    erratum: str = ""
    withdrawn: str = ""
    more: Sequence[tuple[str, str]] = ()

    @property
    def day(self) -> str:
        """`on` as it is printed."""
        return period_label(self.on) if self.on else ""

    @property
    def version(self) -> str:
        """The edition: `2026.1`."""
        return self.label.rpartition(" ")[2]

    @property
    def is_here(self) -> bool:
        """Whether it lies in the portal itself."""
        return "://" not in self.href

    def seen_from(self, root: str) -> str:
        """Return its address as seen from a page of which `root` leads to the portal's top."""
        return root + self.href if self.is_here else self.href


@dataclass(frozen=True)
class Shelf:
    """A municipality's reports.

    Args:
        reports: the newest first.
        files: what of them lies in the portal, by path.
    """

    reports: Sequence[Report]
    files: dict[str, bytes]


@dataclass(frozen=True)
class Wanted:
    """Which reports are shown, and whether they are copied.

    Args:
        now: local time; editions under embargo are left out.
        drafts: also what is built and not released, of municipalities without a released edition.
        copies: also of those that are published at an address of their own.
    """

    now: dt.datetime
    drafts: bool = False
    copies: bool = False


def shelf(city: str, project: Project, wanted: Wanted) -> Shelf | None:
    """Return a municipality's reports; None without any.

    What is published at an address of its own (`open_data: url`) is linked there; everything else is copied to
    `berichte/<city>/`, as `make publish` would write it.

    Raises:
        OutputError: an edition is missing, or somebody has changed it.
    """
    profile = load_profile(city, project.data)
    editions = [edition for edition in released(city, project) if edition.is_free(wanted.now)]
    folder, below = project.reports / city, f"berichte/{city}/"
    if editions:
        editions.sort(key=lambda edition: (edition.year, edition.number), reverse=True)
        address = profile.open_data.url if profile.open_data else ""
        copied = wanted.copies or not address
        contents = [set(public_files(folder / edition.version, edition)) for edition in editions]
        top = below if copied else address
        shown = [_edition(profile, one, top, names) for one, names in zip(editions, contents, strict=True)]
        found = planned(profile, editions[::-1], folder) if copied else {}
        return Shelf(shown, {below + path: content for path, content in found.items()})
    if wanted.drafts and (folder / "index.html").is_file():
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        found = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in paths
            if path.name != "manifest.json" and not path.name.startswith("ratsvorlage")
        }
        draft = Report(
            "Entwurf des Bildungsberichts", f"{below}index.html", more=_more(profile, below, set(found))
        )
        return Shelf([draft], {below + path: content for path, content in found.items()})
    return None


def _edition(profile: Profile, edition: Release, top: str, names: set[str]) -> Report:
    place = f"{top}{edition.version}/"
    return Report(
        f"Bildungsbericht {edition.year}, Ausgabe {edition.version}",
        f"{place}index.html",
        max(edition.on, edition.embargo[:10]),
        edition.erratum,
        edition.withdrawn,
        () if edition.withdrawn else _more(profile, place, names),
    )


def _more(profile: Profile, place: str, names: set[str]) -> list[tuple[str, str]]:
    """Return what of an edition's other formats there is."""
    city = profile.city
    formats = (
        ("PDF", f"bildungsbericht-{city}.pdf"),
        ("Kurzbericht", f"kurzbericht-{city}.pdf"),
        ("Steckbrief", f"steckbrief-{city}.pdf"),
        ("Daten", "daten/alle-zahlen.csv"),
    )
    return [(label, place + name) for label, name in formats if name in names]
