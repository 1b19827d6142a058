"""The profile of one municipality: `data/<city>/profile.yml`."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from helpers.data.areas import Areas, read_areas
from helpers.data.cities import all_cities, find_city, is_city
from helpers.data.identity import check_identity
from helpers.data.keys import LAENDER
from helpers.data.kreise import peers_reason, read_kreise
from helpers.data.yamlfile import YamlFile
from helpers.errors import BookError, ProfileError, nearest
from helpers.files import is_file
from helpers.paths import project

Text = Annotated[str, Field(min_length=1)]
REVIEW_DAYS = 366
"""After this many days the declaration on accessibility counts as due for another review."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Publisher(_Part):
    """Who publishes the report; everything as it is to be printed."""

    name: Text
    address: str = ""
    responsible: str = ""
    url: str = ""


class Contact(_Part):
    """Whom readers can ask and report barriers to."""

    name: Text
    department: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""

    @field_validator("email")
    @classmethod
    def _has_at(cls, email: str) -> str:
        if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise ValueError("erwartet wird eine E-Mail-Adresse.")
        return email


class Colours(_Part):
    """The municipality's colours as `#rrggbb`."""

    primary: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    accent: str | None = Field(default=None, pattern=r"^#[0-9a-fA-F]{6}$")


class Accessibility(_Part):
    """What the declaration on accessibility says (BGG § 12b, BITV 2.0 § 7, model declaration (EU) 2018/1523).

    Args:
        reviewed: day of the last review.
        method: how it was reviewed, „Selbstbewertung“ or by whom.
        status: its result.
        known_barriers: what is not accessible yet, one sentence each.
        enforcement: whom to turn to when feedback leads to nothing: the Land's Durchsetzungs- oder Schlichtungsstelle.
    """

    reviewed: dt.date
    method: Text
    status: Literal["vollständig vereinbar", "teilweise vereinbar", "nicht vereinbar"]
    known_barriers: tuple[Text, ...] = ()
    enforcement: str = ""


class Privacy(_Part):
    """What the page on data protection says: the data protection officer, and who runs the server with which logs."""

    officer: str = ""
    hosting: str = ""


class CouncilPaper(_Part):
    """How papers for the council are headed here; what is empty has the usual wording (`extracts.ratsvorlage`).

    Args:
        title: kind of paper, „Mitteilungsvorlage“.
        decision, facts, finances, annexes: headings, „Beschlussvorschlag“, „Sachverhalt“ …
        effects: one heading for each kind of effect that has to be told.
    """

    title: str = ""
    decision: str = ""
    facts: str = ""
    finances: str = ""
    effects: tuple[Text, ...] = ()
    annexes: str = ""


class OpenData(_Part):
    """What a catalogue of open data must know of the publisher.

    Args:
        url: address under which the report is published, ending in a slash.
        contributor_id: URI that GovData or the Land's portal has assigned (dcatde:contributorID).
        maintainer: who keeps the data up to date (dcatde:maintainer).
    """

    url: str = Field(default="", pattern=r"^(https://\S+/)?$")
    contributor_id: str = Field(default="", pattern=r"^(https?://dcat-ap\.de/def/contributors/\S+)?$")
    maintainer: str = ""


class ChosenFinding(_Part):
    """A finding that staff pin to the front page or keep away from it.

    Args:
        figure: label of the figure that shows it, `fig-kinderarmut`.
        reason: why, for those who come after.
    """

    figure: str = Field(pattern=r"^fig-[\w-]+$")
    reason: Text


class Findings(_Part):
    """What staff say about the findings that open the report, beside the rule."""

    pin: tuple[ChosenFinding, ...] = Field(default=(), max_length=5)
    drop: tuple[ChosenFinding, ...] = ()


class Profile(_Part):
    """One municipality.

    Args:
        city: name of its folder.
        name: as it is printed, „Halle (Saale)“, „Landkreis Sömmerda“.
        ags: five digits, as text.
        kind: what it is by law.
        land: name of its Land.
        nominative, dative: with article, „die Stadt Augsburg“, „dem Landkreis Sömmerda“.
        in_city: where something happens, „in Augsburg“, „im Landkreis Sömmerda“.
        of_city: whose something is, „der Stadt Augsburg“, „des Landkreises Sömmerda“.
        year: report year when none is given.
        peers: folder names of the municipalities it is compared with, in this order.
        peers_reason: why these, for the methods chapter.
        threshold: counts from 1 below this are not published.
        leave_out: names of notebooks that do not belong into its report.
        social_index: what the social index of its districts is made of: indicator → weight, negative where a high
            value means less strain; empty for the usual one (`districts.index`).
        district: what its districts are called.
        water: waters between its districts that belong to none: name → longitude and latitude of a point in them.
        fictional: the municipality and its figures are invented, and the report says so.
        title, subtitle: of the report, where they are not to be the usual ones.
        published: day of publication.
        identifier: DOI, ISBN or URN of the edition, as it is printed.
        colours, publisher, contact, accessibility, privacy, open_data, council_paper: None while the municipality has not entered them.
        findings: which findings are pinned to the front page or kept away from it.
        logo, cover: file names of pictures in its folder, the second for the cover of the PDF.
        logo_alt, cover_alt: what the pictures show.
        assembler: who binds the report, whatever is found on a machine.
    """

    city: str
    name: Text
    ags: str
    kind: Literal[
        "kreisfreie Stadt", "Stadtkreis", "Stadtstaat", "Landkreis", "Kreis", "Kommunalverband besonderer Art"
    ]
    land: Text
    nominative: Text
    dative: Text
    in_city: Text
    of_city: Text
    year: int = Field(ge=1990, le=2100)
    peers: tuple[Text, ...] = ()
    peers_reason: str = ""
    threshold: int = Field(default=5, ge=2, le=100)
    leave_out: tuple[Text, ...] = ()
    social_index: dict[Text, float] = Field(default_factory=dict)
    district: Literal["Sozialraum", "Stadtteil", "Stadtbezirk", "Ortsteil"] = "Sozialraum"
    water: dict[Text, tuple[float, float]] = Field(default_factory=dict)
    fictional: bool = False
    title: str = ""
    subtitle: str = ""
    published: dt.date | None = None
    identifier: str = Field(default="", max_length=100)
    colours: Colours | None = None
    logo: str | None = None
    logo_alt: str = ""
    cover: str | None = None
    cover_alt: str = ""
    publisher: Publisher | None = None
    contact: Contact | None = None
    accessibility: Accessibility | None = None
    privacy: Privacy | None = None
    open_data: OpenData | None = None
    council_paper: CouncilPaper | None = None
    findings: Findings = Field(default_factory=Findings)
    assembler: Literal["builtin", "quarto"] | None = None

    @property
    def land_ags(self) -> str:
        """The key of its Land."""
        return self.ags[:2]

    def reminders(self, year: int) -> list[str]:
        """Return what of the profile has become stale for a report year, as German sentences."""
        if not self.accessibility:
            return []
        day, reviewed = self.published or dt.date(year, 12, 31), self.accessibility.reviewed
        if (day - reviewed).days <= REVIEW_DAYS:
            return []
        return [
            (
                f"data/{self.city}/profile.yml: Die letzte Überprüfung der Barrierefreiheit ({reviewed:%d.%m.%Y}) liegt mehr als ein Jahr "
                f"vor dem Stand des Berichts ({day:%d.%m.%Y}). Bitte die Überprüfung wiederholen und das Datum unter accessibility: "
                "reviewed: eintragen."
            )
        ]


def load_profile(city: str, data: Path | None = None, *, among_others: bool = True) -> Profile:
    """Return the profile of a municipality, given its folder name, German name or AGS.

    A municipality without a profile has what ships for it (`helpers.data.kreise`).

    Args:
        city: what names it.
        data: the project's folder of data.
        among_others: also refuse what belongs to another municipality, for which all profiles are read. A chapter does without: its run
            has done so, and it must not depend on every profile.

    Raises:
        UnknownCity: when there is none of that name.
        ProfileError: naming file, line, key, what was found and what is expected.
    """
    data = data or project().data
    city = find_city(city, data)
    path = data / city / "profile.yml"
    if not path.is_file():
        return _shipped(city, data)
    file = YamlFile(path, path.relative_to(data.parent).as_posix(), ProfileError)
    if "city" in file.data:
        raise ProfileError(f"{file.place('city')}: „city“ ergibt sich aus dem Ordnernamen und entfällt.")
    if "ags" in file.data:
        areas = read_areas(data)
        _check_ags(file, areas)
        if among_others:
            check_identity(file, data, areas)
    profile = file.check(Profile, {"city": city, **file.data})
    if profile.land != LAENDER[profile.land_ags]:
        raise ProfileError(
            f"{file.place('land')}: Der AGS „{profile.ags}“ liegt in {LAENDER[profile.land_ags]}, "
            f"als Land steht „{profile.land}“. Bitte AGS oder Land berichtigen."
        )
    for i, peer in enumerate(profile.peers):
        if peer == city or not is_city(peer, data):
            known = set() if peer == city else all_cities(data).keys() - {city}
            what = "ist die Kommune selbst" if peer == city else "ist keine der Kommunen (make cities)"
            raise ProfileError(f"{file.place('peers', i)}: „{peer}“ {what}.{nearest(peer, known)}")
    for key in ("logo", "cover"):
        name = getattr(profile, key)
        if name and not _inside(path.parent, name):
            raise ProfileError(
                f"{file.place(key)}: „{name}“ gibt es im Ordner data/{city}/ nicht; "
                "erwartet wird eine Bilddatei (SVG, PNG oder JPG) in diesem Ordner."
            )
        if name:
            picture = path.parent / name
            _check_picture(picture, f"{file.place(key)}: „{name}“", picture.stat().st_mtime_ns)
    if profile.cover and not profile.cover_alt:
        raise ProfileError(
            f"{file.place('cover')}: Dem Titelbild fehlt die Beschreibung für Menschen, die es nicht sehen (cover_alt: …)."
        )
    return profile


@lru_cache(maxsize=64)
def _check_picture(path: Path, where: str, changed: int) -> None:  # noqa: ARG001 - looked at again when it changes
    from helpers.look.images import harmless

    try:
        harmless(path.name, path.read_bytes(), where)
    except BookError as error:
        raise ProfileError(str(error)) from None


def _shipped(city: str, data: Path) -> Profile:
    """Return the profile of a municipality that has none, from the facts about it that ship."""
    kreise = read_kreise(data)
    kreis = kreise[city]
    facts = kreis._asdict()
    kept = {name: facts[name] for name in Profile.model_fields if name in facts}
    return Profile(**kept, land=kreis.land, peers_reason=peers_reason(kreis, kreise))


def _check_ags(file: YamlFile, areas: Areas) -> None:
    ags = file.data["ags"]
    place = file.place("ags")
    if not isinstance(ags, str) or not file.quoted("ags"):
        raise ProfileError(
            f"{place}: Der AGS muss in Anführungszeichen stehen, sonst geht die führende Null verloren: "
            'ags: "09761".'
        )
    if not re.fullmatch(r"\d{5}", ags) or ags[:2] not in LAENDER:
        raise ProfileError(
            f"{place}: „{ags}“ ist kein AGS eines Kreises oder einer kreisfreien Stadt; erwartet werden "
            "fünf Ziffern, die ersten zwei für das Land (01 bis 16)."
        )
    if ags not in areas:
        known = [key for key in areas if len(key) == 5 and key[:2] == ags[:2]]
        raise ProfileError(
            f"{place}: Der AGS „{ags}“ steht nicht in data/catalogue/areas.csv.{nearest(ags, known)} "
            "Eine neue Kommune wird dort zuerst eingetragen."
        )


def _inside(folder: Path, name: str) -> bool:
    path = folder / name
    return (
        is_file(path)
        and path.resolve().is_relative_to(folder.resolve())
        and path.suffix.lower() in {".svg", ".png", ".jpg", ".jpeg"}
    )
