"""Whether a profile is about the municipality whose key it has: a copied one would publish another's figures under its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers.data.areas import Areas, fold
from helpers.data.fresh import in_folders, kept_while_unchanged, stamp
from helpers.data.kreise import read_kreise
from helpers.data.yamlfile import YamlFile
from helpers.errors import ProfileError
from helpers.safeyaml import safe_load

_KINDS = re.compile(
    "(kreisfreie|krsfr|kreisfr|landeshaupt|haupt|bundes|hanse|universitaets|wissenschafts)?(stadt|e)?|freie|und|stadtkreis|kreis|"
    "landkreis|kommunalverband|regionalverband|region|staedteregion|am|an|auf|bei|das|dem|den|der|des|die|i|im|in|ob|von|vom"
)
"""Words that tell what a municipality is or join its name, not which it is."""

_AGS = re.compile(r"^ags:\s*[\"']?(\d{5})\b", re.MULTILINE)
_NAME = re.compile(r"^name:\s*[\"']?(.+?)[\"']?\s*(?:#.*)?$", re.MULTILINE)

_checked: set[tuple[object, ...]] = set()
"""States of profiles that were checked in this process: every notebook loads its own and its peers', among hundreds."""


def words(name: str) -> frozenset[str]:
    """Return the words that tell which municipality a name means.

    >>> sorted(words("Stadt Frankfurt am Main")), sorted(words("Landkreis Sömmerda"))
    (['frankfurt', 'main'], ['soemmerda'])
    """
    folded = (fold(word) for word in re.findall(r"\w+", name))
    return frozenset("st" if word == "sankt" else word for word in folded if not _KINDS.fullmatch(word))


def same_place(name: str, other: str) -> bool:
    """Tell whether two names can mean the same municipality: one has all the words of the other.

    >>> same_place("Halle", "Halle (Saale)"), same_place("Frankfurt (Oder)", "Frankfurt am Main")
    (True, False)
    """
    one, two = words(name), words(other)
    return bool(one and two) and (one <= two or two <= one)


def check_identity(file: YamlFile, data: Path, areas: Areas) -> None:
    """Refuse a profile whose key, name, forms of the name or peers are another municipality's.

    Args:
        file: the profile, with a key (`ags`) that is known.
        data: the folder of all municipalities.
        areas: all areas.

    Raises:
        ProfileError: naming the line, whose it is, and what to do.
    """
    name = file.data.get("name")
    if not isinstance(name, str) or not name.strip():
        return  # the schema says so
    state = (*stamp(str(file.path)), data.stat().st_mtime_ns)
    if state in _checked:
        return
    _check_name(file, name, areas)
    _check_forms(file, name, areas)
    city = file.path.parent.name
    others = [other for other in _profiles(data) if other.city != city]
    _check_key(file, others, areas)
    _check_peers(file, name, others, areas, data)
    _checked.add(state)


def _check_name(file: YamlFile, name: str, areas: Areas) -> None:
    ags = file.data["ags"]
    exact = [key for key in areas.called(name) if len(key) == 5]
    if same_place(name, areas[ags].name) and (not exact or ags in exact):
        return
    hint = f" „{name}“ hat den AGS „{exact[0]}“." if len(exact) == 1 else ""
    raise ProfileError(
        f"{file.place('ags')}: Der AGS „{ags}“ gehört zu „{areas[ags].name}“, das Profil heißt aber „{name}“.{hint} "
        "Der Bericht zeigte die Zahlen einer anderen Kommune. Bitte AGS oder Namen berichtigen."
    )


def _check_forms(file: YamlFile, name: str, areas: Areas) -> None:
    """Refuse „in Augsburg“ in the profile of Ulm; „in unserer Stadt“ names nobody else and stays."""
    own = words(name) | words(areas[file.data["ags"]].name)
    for key in ("nominative", "dative", "in_city", "of_city"):
        form = file.data.get(key)
        if not isinstance(form, str) or any(_declined(word, form) for word in own):
            continue
        said = words(form)
        for area in areas.values():
            theirs = words(area.name) if len(area.ags) == 5 else frozenset[str]()
            if theirs and theirs <= said:
                raise ProfileError(
                    f"{file.place(key)}: „{key}“ ist „{form}“ und nennt „{area.name}“, das Profil heißt aber „{name}“. "
                    "Bitte die Form dieses Namens eintragen."
                )


def _declined(word: str, form: str) -> bool:
    """Tell whether a form has a word of the name, declined or not: „im Oberbergischen Kreis“."""
    stem = word[: max(3, len(word) - 2)]
    return any(fold(part).startswith(stem) for part in re.findall(r"\w+", form))


def _check_key(file: YamlFile, others: list[_Other], areas: Areas) -> None:
    ags = file.data["ags"]
    for other in others:
        if other.ags != ags or (other.name and not same_place(other.name, areas[ags].name)):
            continue  # with another name it is the other one that is wrong, and is told so
        raise ProfileError(
            f"{file.place('ags')}: Denselben AGS „{ags}“ hat auch data/{other.city}/profile.yml. Jede Kommune hat genau ein Profil. "
            "Bitte den AGS berichtigen oder einen der beiden Ordner aus data/ entfernen."
        )


def _check_peers(file: YamlFile, name: str, others: list[_Other], areas: Areas, data: Path) -> None:
    """Refuse peers and their reason where both stand in another profile, or a reason that is about another municipality."""
    peers, reason = file.data.get("peers"), file.data.get("peers_reason")
    if not isinstance(peers, list) or not peers or not isinstance(reason, str) or not reason.strip():
        return
    shipped = {kreis.ags: kreis.peers for kreis in read_kreise(data).values()}
    if tuple(peers) == shipped.get(str(file.data["ags"])):
        return  # chosen for it, though a neighbour may have the same
    flat, said = " ".join(reason.split()), words(reason)
    bare = flat.replace(name, "")
    for other in others:
        if flat not in other.flat and bare not in other.flat.replace(other.name or name, ""):
            continue
        same_peers = all(str(peer) in other.flat for peer in peers)
        about_other = bool(other.words) and other.words <= said and not words(name) & said
        if not (same_peers or about_other):
            continue
        if other.name and other.ags in areas and not same_place(other.name, areas[other.ags].name):
            continue  # that one is refused for its key
        theirs = _content(other.text)
        given = " ".join(str(theirs.get("peers_reason", "")).split())
        if given != flat and given.replace(other.name or name, "") != bare:
            continue
        if about_other or theirs.get("peers") == peers:
            raise ProfileError(
                f"{file.place('peers')}: Vergleichskommunen und Begründung stehen genauso in data/{other.city}/profile.yml, für "
                f"„{other.name}“. Bitte für „{name}“ eigene auswählen und begründen, oder „peers“ und „peers_reason“ löschen."
            )


def _content(text: str) -> dict[str, object]:
    try:
        content = safe_load(text)
    except (yaml.YAMLError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@dataclass(frozen=True)
class _Other:
    """What is looked for in another profile; taken from its text, since reading hundreds as YAML takes a second."""

    city: str
    ags: str
    name: str
    words: frozenset[str]
    text: str
    flat: str


@kept_while_unchanged(lambda data: in_folders(data, lambda file, _: file == "profile.yml"))
def _profiles(data: Path) -> list[_Other]:
    found = []
    for path in sorted(data.glob("*/profile.yml")):
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue  # is refused when it is its turn
        ags, name = (match[1] if (match := p.search(text)) else "" for p in (_AGS, _NAME))
        found.append(_Other(path.parent.name, ags, name, words(name), text, " ".join(text.split())))
    return found
