"""An SVG as a picture and nothing more: parsed, allowed by namespace and name, and written anew.

An SVG opened on its own is a page of the report's host: what is not known here to be harmless is not written. Notes of drawing
programs fall away without a word; what would act, fetch or not be shown is refused, so that no picture changes silently.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from io import StringIO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

SVG, XLINK, XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MAX_DRAWN = 20_000_000, 100, 500_000, 2_000_000
"""The last: elements with all uses of others written out; a few lines of uses of uses would be billions."""
MAX_LENGTH = 50_000.0
"""CSS pixels of width and height: ten times an A0 sheet, or a view box in hundredths of a millimetre."""
UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
}

SHAPES = ["circle", "ellipse", "line", "path", "polygon", "polyline", "rect"]
STRUCTURE = [
    "a", "clipPath", "defs", "desc", "g", "image", "marker", "mask", "metadata", "pattern", "style", "svg",
    "switch", "symbol", "title", "use", "view",
]  # fmt: skip
TEXT = ["text", "textPath", "tspan"]
COLOUR = ["filter", "linearGradient", "radialGradient", "stop"]
FILTERS = [
    "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feDropShadow", "feFlood", "feFuncA",
    "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feOffset",
]  # fmt: skip
ELEMENTS = frozenset([*SHAPES, *STRUCTURE, *TEXT, *COLOUR, *FILTERS])
UNSEEN = frozenset(["metadata", "view"])
"""Elements that show nothing; they fall away with their content."""

TEXTS = frozenset(["class", "lang", "role", "title"])
"""Attributes that nobody reads as a format."""

_LOCAL = re.compile(r"#[^\s\"'<>()\\]+")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_URL = re.compile(r"url\(\s*(?P<quote>[\"']?)(?P<target>[^)]*?)(?P=quote)\s*\)", re.IGNORECASE)
_ACTING = re.compile(
    r"@(?!media\b)[\w-]+|(?:image|image-set|cross-fade|src|expression|paint|element)\s*\(|-moz-binding|behavior\s*:"
    r"|javascript:|\\|<",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([a-z%]*)\s*", re.IGNORECASE)


@dataclass
class _Open:
    """An element that is being read: how much it draws, and which others it uses."""

    name: str
    id: str = ""
    drawn: int = 1
    uses: list[str] = field(default_factory=list)


def cleaned(content: bytes) -> bytes:
    """Return the picture written anew, in UTF-8.

    Raises:
        ValueError: it is no SVG, or does more than show something; the message is a German half-sentence.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(f"das Bild ist größer als {MAX_BYTES // 1_000_000} MB")
    return _Writer().written(content)


class _Writer:
    """Reads one picture and writes what may stay."""

    def __init__(self) -> None:
        self.out = StringIO()
        self.unclosed = (
            False  # the start tag written last has no ">" yet, and becomes "/>" where nothing follows
        )
        self.stack: list[_Open] = []
        self.parts: dict[str, _Open] = {}
        self.count = 0
        self.skipped = 0  # depth inside an element that falls away
        self.style: list[str] | None = None

    def written(self, content: bytes) -> bytes:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise ValueError(f"das ist kein lesbares SVG (Zeile {error.lineno})") from None
        except (LookupError, UnicodeError):  # an encoding that Python does not know
            raise ValueError("das SVG ist in einer unbekannten Kodierung gespeichert") from None
        self._refuse_multiplied()
        return f"{self.out.getvalue()}\n".encode()

    def _write(self, text: str) -> None:
        self.out.write(f">{text}" if self.unclosed else text)
        self.unclosed = False

    def _entity(self, *_: object) -> None:
        raise ValueError("das SVG enthält eigene Kürzel (ENTITY); bitte als „einfaches SVG“ speichern")

    def _start(self, tag: str, pairs: list[str]) -> None:
        space, _, name = tag.rpartition(" ")
        self.count += 1
        if len(self.stack) + self.skipped >= MAX_DEPTH:
            raise ValueError(f"das SVG ist tiefer als {MAX_DEPTH} Ebenen verschachtelt")
        if self.count > MAX_ELEMENTS:
            raise ValueError(f"das SVG hat mehr als {MAX_ELEMENTS} Elemente")
        if not self.stack and (space, name) != (SVG, "svg"):
            raise ValueError("das ist kein SVG")
        if self.skipped or self.style is not None or space != SVG or name in UNSEEN:
            self.skipped += 1
            return
        if name not in ELEMENTS:
            raise ValueError(
                f"es enthält <{name}>; ein Bild darf nichts ausführen, bewegen oder nachladen und keine fremden Inhalte haben"
            )
        element = _Open(name)
        attributes = self._attributes(element, dict(zip(pairs[::2], pairs[1::2], strict=True)))
        if not self.stack:
            _check_extent(attributes)
            attributes = {"xmlns": SVG, "xmlns:xlink": XLINK, **attributes}
        self.stack.append(element)
        if name == "style":
            self.style = []
        if element.id:
            self.parts.setdefault(element.id, element)
        self._write(f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}")
        self.unclosed = True

    def _attributes(self, element: _Open, given: dict[str, str]) -> dict[str, str]:
        kept = {}
        for tag, value in given.items():
            space, _, name = tag.rpartition(" ")
            if space not in ("", XLINK, XML) or (not space and name.startswith("data-")):
                continue  # of a drawing program
            if name.lower().startswith("on"):
                raise ValueError(f"es enthält „{name}“; ein Bild darf nicht auf Ereignisse antworten")
            if name == "base" or (space == XLINK and name not in ("href", "title")):
                continue
            if name == "href":
                self._reference(element, value)
            elif name == "id":
                element.id = value
            elif not space and name not in TEXTS and not name.startswith("aria-"):
                element.uses += _check_style(value)
            kept[f"{'xlink:' if space == XLINK else 'xml:' if space == XML else ''}{name}"] = value
        return kept

    def _reference(self, element: _Open, value: str) -> None:
        target = value.strip()
        if element.name == "image" and target.startswith("data:"):
            if not _PICTURE.fullmatch(target):
                raise ValueError("ein eingebettetes Bild darin ist weder PNG noch JPEG, GIF oder WebP")
            _check_embedded(target)
        elif not _LOCAL.fullmatch(target):
            raise ValueError(
                f"es verweist auf „{target[:60]}“; ein Bild darf nur auf Teile von sich selbst verweisen"
            )
        elif element.name != "a":
            element.uses.append(target[1:])

    def _end(self, _: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        element = self.stack.pop()
        if self.style is not None:
            text = _COMMENT.sub("", "".join(self.style))
            _check_style(text)
            self._write(escape(text))
            self.style = None
        if self.stack:
            self.stack[-1].drawn += element.drawn
            self.stack[-1].uses += element.uses
        self.out.write("/>" if self.unclosed else f"</{element.name}>")
        self.unclosed = False

    def _text(self, text: str) -> None:
        if self.skipped:
            return
        if self.style is not None:
            self.style.append(text)
        else:
            self._write(escape(text))

    def _refuse_multiplied(self) -> None:
        """Refuse uses of uses that go in a circle, or multiply without end."""
        sizes: dict[str, int] = {}
        for start in self.parts:
            todo = [start]
            while todo:
                name = todo[-1]
                uses = [used for used in self.parts[name].uses if used in self.parts]
                if sizes.get(name, -1) >= 0:
                    todo.pop()
                elif name not in sizes:
                    sizes[name] = -1  # under way
                    if any(sizes.get(used) == -1 for used in uses):
                        raise ValueError("Teile darin verwenden sich im Kreis")
                    todo += [used for used in uses if used not in sizes]
                else:
                    sizes[name] = self.parts[name].drawn + sum(max(sizes[used], 1) for used in uses)
                    todo.pop()
                    if sizes[name] > MAX_DRAWN:
                        raise ValueError("Teile darin verwenden sich so oft, dass niemand es zeichnen kann")


def _check_style(value: str) -> list[str]:
    """Return which parts of the picture a style or attribute uses.

    Raises:
        ValueError: it acts, or fetches something.
    """
    plain = _COMMENT.sub("", value)
    if acting := _ACTING.search(plain):
        raise ValueError(f"es enthält „{acting[0].strip()}“ in seinen Formatangaben")
    used = []
    for found in _URL.finditer(plain):
        if not _LOCAL.fullmatch(found["target"].strip()):
            raise ValueError(
                f"es lädt „{found['target'][:60]}“ nach; ein Bild darf nur auf Teile von sich selbst verweisen"
            )
        used.append(found["target"].strip()[1:])
    if len(used) != plain.lower().count("url("):
        raise ValueError("eine Formatangabe darin („url(“) ist nicht lesbar")
    return used


def _check_embedded(target: str) -> None:
    import base64
    import binascii

    from helpers.look.rasters import check_raster

    try:
        content = base64.b64decode(target.partition(",")[2])
    except binascii.Error:
        raise ValueError("ein eingebettetes Bild darin ist beschädigt") from None
    check_raster(content)


def extent(content: bytes) -> tuple[float, float]:
    """Return width and height of a picture in CSS pixels: what it says, else its view box; 0 for what it does not say."""
    found: list[dict[str, str]] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        if not found:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with contextlib.suppress(expat.ExpatError, LookupError, UnicodeError):
        parser.Parse(content[:20_000], False)
    return _extent(found[0]) if found else (0.0, 0.0)


def _extent(attributes: dict[str, str]) -> tuple[float, float]:
    box = [*re.split(r"[\s,]+", attributes.get("viewBox", "").strip())[2:4], "0", "0"]
    width, height = (
        _pixels(attributes.get(name, "")) or _pixels(shown)
        for name, shown in zip(("width", "height"), box, strict=False)
    )
    return width, height


def _pixels(text: str) -> float:
    found = _LENGTH.fullmatch(text)
    try:
        return float(found[1]) * UNITS.get(found[2].lower(), 0.0) if found else 0.0
    except ValueError:
        return 0.0


def _check_extent(attributes: dict[str, str]) -> None:
    """Refuse a picture larger than anybody prints, or without size: it would fill the memory of what draws it."""
    given = _extent(attributes)
    if not all(0 < length <= MAX_LENGTH for length in given):
        raise ValueError(
            f"als Breite und Höhe stehen darin {given[0]:g} und {given[1]:g} Bildpunkte (erwartet: je 1 bis {MAX_LENGTH:.0f})"
        )
