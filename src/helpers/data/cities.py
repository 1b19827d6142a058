"""Which municipalities there are, and which one a name on the command line means. Imports nothing heavy."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import yaml

from helpers.data.areas import fold
from helpers.data.fresh import in_folders, kept_while_unchanged
from helpers.data.keys import spelt_out
from helpers.data.kreise import FILE, read_kreise
from helpers.errors import UnknownCity, nearest
from helpers.paths import project
from helpers.safeyaml import safe_load

LISTED = 30
"""A message names so many municipalities at most."""

_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]*")
_ALMOST = re.compile(r"profile?(\.(ya?ml|txt))+", re.IGNORECASE)
"""File names that are meant to be `profile.yml`; Windows hides that an editor has added „.txt“."""
_AGS = re.compile(r"""^ags:\s*["'](\d{5})["']""", re.MULTILINE)
_PREFIX = re.compile(r"^(Stadt|Landkreis|Kreis|Region|Städteregion|Regionalverband)\s+", re.IGNORECASE)


def list_cities(data: Path | None = None) -> list[str]:
    """Return the folder names of all municipalities with a profile, sorted."""
    folder = data or project().data
    return sorted(p.parent.name for p in folder.glob("*/profile.yml") if _FOLDER.fullmatch(p.parent.name))


def has_profile(name: str, data: Path) -> bool:
    """Tell whether this is the folder name of a municipality with a profile, without looking at the hundreds of others."""
    return bool(_FOLDER.fullmatch(name)) and (data / name / "profile.yml").is_file()


def is_city(name: str, data: Path) -> bool:
    """Tell whether this names a municipality: by its folder with a profile, or as one of those that ship."""
    return has_profile(name, data) or name in read_kreise(data)


def all_cities(data: Path | None = None) -> dict[str, str]:
    """Return the key (AGS) of every municipality by its folder name: those with a profile, and those that ship without one.

    Who has made a profile under another folder name stands here under that name only.
    """
    return _all_cities(data or project().data)


def _profiles(data: Path) -> list[str]:
    shipped = data / "catalogue" / FILE
    found = in_folders(data, lambda file, _: file == "profile.yml")
    return [*found, *([str(shipped)] if shipped.is_file() else [])]


@kept_while_unchanged(_profiles)
def _all_cities(data: Path) -> dict[str, str]:
    own = {city: _ags(data / city / "profile.yml") for city in list_cities(data)}
    taken = set(own.values())
    shipped = {c: k.ags for c, k in read_kreise(data).items() if c not in own and k.ags not in taken}
    return dict(sorted({**own, **shipped}.items()))


def unread_profiles(data: Path) -> dict[str, str]:
    """Return for each folder whose profile is not found under its name the sentence that says why."""
    folders = sorted(path for path in data.iterdir() if path.is_dir())
    return {folder.name: said for folder in folders if (said := _unread(folder))}


def _unread(place: Path) -> str:
    """Return why a folder's profile is not found under its name; empty where it has none, or a right one."""
    folder = place.name
    for path in sorted(path for path in place.iterdir() if _ALMOST.fullmatch(path.name)):
        if path.name == "profile.yml" and not _FOLDER.fullmatch(folder):
            return (
                f"data/{folder}/: Der Ordner einer Kommune heißt mit Kleinbuchstaben, Ziffern und Bindestrichen, zum Beispiel "
                f"„{re.sub(r'[^a-z0-9]+', '-', spelt_out(folder)).strip('-') or 'augsburg'}“. Bitte umbenennen."
            )
        if not (place / "profile.yml").is_file():
            hidden = (
                " Windows zeigt die Endung .txt oft nicht an." if path.suffix.casefold() == ".txt" else ""
            )
            return f"data/{folder}/{path.name}: Das Profil einer Kommune muss „profile.yml“ heißen. Bitte umbenennen.{hidden}"
    return ""


def _with_what_ships(city: str, data: Path) -> str:
    """Return a municipality that has no profile, unless there is a folder that is meant to hold it.

    Raises:
        UnknownCity: saying why it is not found.
    """
    for place in data.iterdir():
        if fold(place.name) == fold(city) and place.is_dir() and (said := _unread(place)):
            raise UnknownCity(said)
    return city


def find_city(name: str, data: Path | None = None) -> str:
    """Return the folder name of a municipality, given its folder name, German name or AGS.

    Case and spelling of umlauts do not matter.

    Raises:
        UnknownCity: with the nearest names; also for anything that looks like a path.

    >>> find_city("Halle (Saale)")
    'halle'
    """
    folder = data or project().data
    if has_profile(name, folder):
        return name  # before anything is listed: a chapter of this municipality does not depend on all others
    cities = all_cities(folder)
    if name in cities:
        return _with_what_ships(name, folder)
    if not name.strip():
        raise UnknownCity(f"Es fehlt die Kommune. {_present(cities)}")
    if not re.fullmatch(r"[\w .()-]+", name) or ".." in name:
        raise UnknownCity(
            f"„{name}“ ist kein Name einer Kommune. Möglich sind Ordnername, deutscher Name und AGS. "
            f"{_present(cities)}"
        )
    kreise = read_kreise(folder)
    known = {
        city: _names(folder / city / "profile.yml")
        or (_spellings(kreise[city].name, kreise[city].ags) if city in kreise else ())
        for city in cities
    }
    by_folder, by_name = [(city,) for city in cities], [known[city] for city in cities]
    full, bare = fold(name), fold(_PREFIX.sub("", name.strip()))
    # First as it was written: „Landkreis Augsburg“ is not the city. Of two Augsburgs the city has the bare folder.
    for wanted, spellings in ((full, by_folder), (full, by_name), (bare, by_folder), (bare, by_name)):
        found = [city for city, names in zip(cities, spellings, strict=True) if wanted in map(fold, names)]
        if wanted and len(found) == 1:
            return found[0] if has_profile(found[0], folder) else _with_what_ships(found[0], folder)
    for unread, said in unread_profiles(folder).items():
        if fold(unread) in (full, bare):
            raise UnknownCity(said)
    hint = nearest(name, [*cities, *(n for names in known.values() for n in names)])
    raise UnknownCity(f"Die Kommune „{name}“ ist nicht bekannt.{hint} {_present(cities)}")


def _present(cities: Collection[str]) -> str:
    if len(cities) > LISTED:
        return f"Alle {len(cities)} Kommunen zeigt „make cities“."
    return f"Vorhanden sind: {', '.join(cities)}."


@lru_cache(maxsize=512)
def _names(path: Path) -> tuple[str, ...]:
    """Return name, AGS and short forms of a profile's name; nothing for a profile that cannot be read."""
    try:
        data = safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return ()
    if not isinstance(data, dict):
        return ()
    ags = data.get("ags")
    return _spellings(str(data.get("name", "")), ags if isinstance(ags, str) else "")


def _spellings(name: str, ags: str) -> tuple[str, ...]:
    bare = _PREFIX.sub("", name)
    short = re.split(r"\s+(?:\(|am |an der |im )", bare)[0]
    return tuple(dict.fromkeys([name, bare, short, *([ags] if ags else [])]))


def _ags(profile: Path) -> str:
    """Return the AGS of a profile without checking the rest of it: a broken profile stops its own report only."""
    match = _AGS.search(profile.read_text("utf-8", errors="replace"))
    return match[1] if match else ""
