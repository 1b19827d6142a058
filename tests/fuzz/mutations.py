"""Changes of a file's bytes, the same for the same random numbers: what damages files, and what attackers write into them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

TOKENS = [
    text.encode("utf-8", "surrogatepass")
    for text in (
        "", "\0", "\ufeff", "\udcfc", "\\ud800", "\r", "\n\n", '"', "'", ";;;;", ",,,,", "\t", "\u202e", "é" * 3,
        "\U0001f600", "NaN", "inf", "-inf", "1e999", "-1", "0", "9" * 400, "0x10", "1_000", "1.234,5", "٣", "²", "null",
        "~", "true", "!!python/name:os.system", "&a [*a, *a]", "*a", "<<: *a", "[" * 5000, "{" * 5000, '{"a":' * 3000,
        "- " * 3000, "<g>" * 3000, "(" * 3000, "*" * 5000, "> " * 3000, "=cmd|' /C calc'!A0", "@SUM(1)",
        "../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "%00", "CON", "a" * 100_000,
        "<script>alert(1)</script>", "{{< env HOME >}}", "{{< include /etc/passwd >}}", "`{python} 1`", "$x^2$", "]]>",
        "<!--", "-->", "::::", "2025-02-30", "9999-99-99", "0000-00-00", "31.12.2025", "2023/24", "99999", "09761-01",
    )
]  # fmt: skip
"""What stands in none of the valid files."""


def changed(content: bytes, chance: random.Random) -> bytes:
    """Return a file with one to four changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        content = chance.choice(CHANGES)(content, chance)
    return content


def changed_inside(archive: bytes, chance: random.Random) -> bytes:
    """Return an archive with a change in one of its parts, or in the archive itself."""
    if chance.random() < 0.3:
        return changed(archive, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, changed(part, chance) if name == chosen else part)
    return out.getvalue()


def _cut(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 1, 2, 8, 64, 1000)))


def _flip(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start, end = _cut(content, chance)
    return content[:start] + content[end:]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start, end = _cut(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 3, 500)) + content[end:]


def _truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _token(content: bytes, chance: random.Random) -> bytes:
    start, end = _cut(content, chance)
    return content[:start] + chance.choice(TOKENS) + content[chance.choice((start, end)) :]


def _word(content: bytes, chance: random.Random) -> bytes:
    """Replace what stands between two signs that separate: a cell, a value, an attribute."""
    ends = [i for i, byte in enumerate(content[:200_000]) if byte in b',;:\n"<>= |']
    if len(ends) < 2:
        return _token(content, chance)
    first = chance.randrange(len(ends) - 1)
    return content[: ends[first] + 1] + chance.choice(TOKENS) + content[ends[first + 1] :]


def _line(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True) or [b""]
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    if chance.random() < 0.5:
        lines.insert(first, lines[second])
    return b"".join(lines)


def _recode(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-32", "latin-1", "cp1252", "utf-7")), "replace")


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _drop, _repeat, _truncate, _token, _token, _word, _word, _word, _line, _recode,
)  # fmt: skip
