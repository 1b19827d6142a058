"""An answer compared with what was sent: every change is one that can be written exactly, or one that is shown and stays open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from helpers.publish.review.paragraphs import Paragraph, paragraphs
from helpers.publish.review.segments import Final, Piece, Typed, read_as, written
from helpers.publish.review.sheet import Line, Sent, Sheet
from helpers.publish.review.wordfile import END, Change, Char, Document, Group, Remark

TEXT, NUMBER, COMMENT, OPEN = "Textänderung", "Gemeldete Zahl", "Kommentar", "Von Hand"
UNTRACKED = Change("ohne Änderungsverfolgung")
_COPY = re.compile(r"(?:_Copy_\d+)+$")
_WORD = re.compile(r"\w+|\s|[^\w\s]")


@dataclass(frozen=True)
class Finding:
    """One thing that an answer says.

    Args:
        kind: `TEXT` can be accepted and is then written; the others are for somebody to deal with.
        by: who, and when.
        sent: the paragraph; None outside of all.
        before: what was sent.
        after: what is to be read, or what the comment says.
        text: the Markdown that is read so; None where it cannot be written exactly. Empty for a paragraph that is deleted.
        why: why it cannot be written.
        quoted: the words a comment is about.
        replies: replies to a comment.
        done: whether a comment was resolved in Word.
    """

    kind: str
    by: tuple[Change, ...]
    sent: Sent | None
    before: str
    after: str
    text: str | None = None
    why: str = ""
    quoted: str = ""
    replies: tuple[str, ...] = ()
    done: bool = False


def findings(sheet: Sheet, document: Document) -> list[Finding]:
    """Return everything that an answer says about a review copy, in the order of the copy."""
    lines = sheet.lines()
    placed, extra = _aligned(lines, document.groups)
    found: list[tuple[int, Finding]] = []
    for number, line in enumerate(lines):
        group = placed.get(number)
        added = [_plain_typed(g) for g in extra.get(number, ())]
        found += [(number, f) for f in _of_line(line, group, [g for g in added if g.final.strip()])]
    order = {line.key: number for number, line in enumerate(lines)}
    for remark in document.remarks:
        at = order.get(_COPY.sub("", remark.mark), len(lines))
        found.append((at, _comment(remark, lines[at].sent if at < len(lines) else None)))
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]


def _comment(remark: Remark, sent: Sent | None) -> Finding:
    replies = tuple(f"{by.author}: {text}" for by, text in remark.replies)
    shown = sent.shown if sent else ""
    return Finding(
        COMMENT, (remark.by,), sent, shown, remark.text, None, "", remark.quoted, replies, remark.done
    )


def _aligned(
    lines: Sequence[Line], groups: Sequence[Group]
) -> tuple[dict[int, Group], dict[int, list[Group]]]:
    """Return which group is which line, and after which line the others stand.

    Where the texts are as they were sent, their order tells; elsewhere the bookmarks do.
    """
    full = [g for g in groups if g.chars or g.marks]
    if [g.original.rstrip(END) for g in full] == [line.text for line in lines]:
        return dict(enumerate(full)), {}
    placed: dict[int, Group] = {}
    taken: set[int] = set()
    for number, line in enumerate(lines):
        named = [g for g in full if id(g) not in taken and any(_COPY.sub("", m) == line.key for m in g.marks)]
        named.sort(key=lambda g: (g.original.rstrip(END) != line.text, not g.original.strip()))
        if named:
            placed[number] = named[0]
            taken.add(id(named[0]))
    for number, line in enumerate(lines):  # a bookmark that got lost
        same = [g for g in full if id(g) not in taken and g.original.rstrip(END) == line.text and line.text]
        if number not in placed and same:
            placed[number] = same[0]
            taken.add(id(same[0]))
    extra: dict[int, list[Group]] = {}
    where = {id(g): number for number, g in placed.items()}
    last = 0
    for group in full:
        if id(group) in taken:
            last = where[id(group)]
        else:
            extra.setdefault(last, []).append(group)
    return placed, extra


def _plain_typed(group: Group) -> Group:
    """Return a paragraph that was not sent, as one that somebody typed without tracking."""
    chars = [
        c if c.state == "in" else replace(c, state="in", by=UNTRACKED)
        for c in group.chars
        if c.state != "out"
    ]
    return Group(chars, group.marks, group.merged)


def _of_line(line: Line, group: Group | None, added: Sequence[Group]) -> Iterator[Finding]:
    """Yield what an answer says about one paragraph, and about paragraphs added behind it."""
    new = [Char(END, "in", UNTRACKED), *(c for g in added for c in (*g.chars, Char(END, "in", UNTRACKED)))]
    new = new[:-1] if added else []
    sent = line.sent
    if group is None:
        told = "Der Absatz fehlt in der Antwort (ohne Änderungsverfolgung gelöscht)."
        if line.text.strip():
            yield _deletion(line, (UNTRACKED,), told)
        chars: list[tuple[int | None, Char]] = []
    else:
        ending = [c for c in group.chars if c.text == END and c.state == "out"]
        chars = _positions(line.text, [c for c in group.chars if not (c.text == END and c.state == "out")])
        final = "".join(c.text for _, c in chars if c.state != "out")
        by = _authors([c for _, c in chars] + ending)
        if not final.strip() and line.text.strip():
            yield _deletion(line, by, "Der Absatz ist gelöscht.")
            chars = []
        elif ending:
            yield Finding(OPEN, by, sent, line.text, final, why="Der Absatz ist mit dem nächsten verbunden.")
            chars = []
    chars += [(None, c) for c in new]
    if not chars:
        return
    by = _authors([c for _, c in chars])
    final = "".join(c.text for _, c in chars if c.state != "out").strip()
    parsed = sent.paragraph.parsed if sent and sent.kind == "text" else None
    if sent is None or parsed is None or group is None:
        if _spaces(final) != _spaces("" if group is None else line.text):
            why = "Diese Stelle lässt sich nur im Notebook oder Kapitel selbst ändern."
            yield Finding(OPEN, by, sent, line.text, final, why=why)
        return
    yield from _changes(sent, sent.paragraph, chars, by)


def _deletion(line: Line, by: tuple[Change, ...], told: str) -> Finding:
    if line.sent is None or line.sent.kind != "text":
        return Finding(OPEN, by, line.sent, line.text, "", why=told)
    if line.sent.results:
        return Finding(
            OPEN,
            by,
            line.sent,
            line.text,
            "",
            why=f"{told} Er enthält berechnete Werte.",
        )
    return Finding(TEXT, by, line.sent, line.text, "", text="")


def _positions(sent: str, chars: Sequence[Char]) -> list[tuple[int | None, Char]]:
    """Return the characters of a paragraph with their places in what was sent; what differs was changed without tracking."""
    original = [c for c in chars if c.state != "in"]
    if "".join(c.text for c in original) == sent:
        places = iter(range(len(sent)))
        return [(None if c.state == "in" else next(places), c) for c in chars]
    then, now = _WORD.findall(sent), _WORD.findall("".join(c.text for c in original))
    place: dict[int, int] = {}
    starts, begins = _starts(then), _starts(now)
    for tag, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "equal":
            place |= dict(zip(range(begins[c], begins[d]), range(starts[a], starts[b]), strict=True))
    out: list[tuple[int | None, Char]] = []
    at = gone = 0
    for char in chars:
        if char.state == "in":
            out.append((None, char))
            continue
        here = place.get(at)
        at += 1
        if here is None:
            if char.state == "kept":
                out.append((None, replace(char, state="in", by=UNTRACKED)))
            continue
        out += [(i, Char(sent[i], "out", UNTRACKED)) for i in range(gone, here)]
        gone = here + 1
        out.append((here, char))
    return out + [(i, Char(sent[i], "out", UNTRACKED)) for i in range(gone, len(sent))]


def _starts(words: Sequence[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts


def _changes(
    sent: Sent, paragraph: Paragraph, chars: Sequence[tuple[int | None, Char]], by: tuple[Change, ...]
) -> Iterator[Finding]:
    """Yield the change of a paragraph's own text, and a notice for each computed value that was changed."""
    assert paragraph.parsed is not None
    parts, notices, broken = _final(paragraph.parsed.pieces, chars)
    yield from (replace(notice, sent=sent, by=by) for notice in notices)
    after = "\n".join("".join(i.text if isinstance(i, Typed) else i.shown for i in part) for part in parts)
    wanted = [read_as(part) for part in parts]
    before = read_as(paragraph.parsed.pieces)
    if not broken and wanted == [before]:
        return
    text = None if broken else _markdown(paragraph, parts)
    if text is None:
        why = broken or "Der Wortlaut lässt sich nicht eindeutig zurückschreiben."
        yield Finding(OPEN, by, sent, sent.shown, after.strip(), why=why)
    else:
        yield Finding(TEXT, by, sent, sent.shown, after.strip(), text=text)


def _final(
    pieces: Sequence[Piece], chars: Sequence[tuple[int | None, Char]]
) -> tuple[list[list[Piece | Typed]], list[Finding], str]:
    """Return the paragraph as it is to be read, in parts where somebody typed ends of paragraphs.

    Also the computed values that were changed inside (they stay as they are), and why the paragraph cannot be written, if so.
    """
    owner: dict[int, int] = {}
    first: dict[int, int] = {}
    at = 0
    for number, piece in enumerate(pieces):
        first[number] = at
        owner |= dict.fromkeys(range(at, at + len(piece.shown)), number)
        at += len(piece.shown)
    kept = {i: c for i, c in chars if i is not None and c.state != "out"}
    last_seen: dict[int, int] = {i: n for n, (i, _) in enumerate(chars) if i is not None}
    parts: list[list[Piece | Typed]] = [[]]
    notices: list[Finding] = []
    broken = ""
    inside: dict[int, str] = {}
    for number, piece in enumerate(pieces):
        if piece.kind == "hand" or not piece.shown:
            continue
        span = range(first[number], first[number] + len(piece.shown))
        between = chars[last_seen[span[0]] : last_seen[span[-1]] + 1]
        now = "".join(c.text for _, c in between if c.state != "out")
        if now != piece.shown:
            inside[number] = now
    done: set[int] = set()
    current: int | None = None
    for index, char in chars:
        if index is not None:
            ends = index == first[owner[index]] + len(pieces[owner[index]].shown) - 1
            current = None if ends else owner[index]
        if index is None:
            if current is not None and pieces[current].kind != "hand":
                continue  # typed inside a value: part of its notice
            if char.state == "in":
                if char.text == END:
                    parts.append([])
                else:
                    _type(parts[-1], char)
            continue
        number = owner[index]
        piece = pieces[number]
        if piece.kind == "hand":
            if index in kept:
                same = char.text.isspace() or char.format == piece.format
                parts[-1].append(piece if same else replace(piece, format=char.format))
        elif number not in done:
            done.add(number)
            if number in inside and not inside[number].strip():
                broken = "Ein berechneter Wert oder ein Verweis ist gestrichen."
            elif number in inside and piece.kind == "fixed":
                broken = "Ein Verweis ist geändert."
            elif number in inside:
                notices.append(Finding(NUMBER, (), None, piece.shown, inside[number].strip()))
            formats = {
                c.format for i, c in chars if i is not None and owner[i] == number and not c.text.isspace()
            }
            if len(formats) == 1 and number not in inside:
                piece = replace(piece, format=char.format) if char.format != piece.format else piece
            elif len(formats) > 1:
                broken = broken or "Ein berechneter Wert oder ein Verweis ist zum Teil anders gestaltet."
            parts[-1].append(piece)
    for place, piece in enumerate(pieces):  # values that say nothing stay where they are
        if not piece.shown:
            _keep_silent(parts, pieces, place, piece)
    return parts, notices, broken


def _keep_silent(
    parts: list[list[Piece | Typed]], pieces: Sequence[Piece], number: int, piece: Piece
) -> None:
    before = [id(p) for p in pieces[:number]]
    for part in reversed(parts):
        for at in range(len(part), 0, -1):
            if id(part[at - 1]) in before:
                part.insert(at, piece)
                return
    parts[0].insert(0, piece)


def _type(part: list[Piece | Typed], char: Char) -> None:
    format_ = part[-1].format if char.text.isspace() and part else char.format
    if part and isinstance(part[-1], Typed) and part[-1].format == format_:
        part[-1] = Typed(part[-1].text + char.text, format_)
    else:
        part.append(Typed(char.text, format_))


def _markdown(paragraph: Paragraph, parts: Sequence[Sequence[Piece | Typed]]) -> str | None:
    """Return the Markdown of a paragraph and of those added before and behind it; None where it would be read otherwise."""
    assert paragraph.parsed is not None
    own = next((n for n, part in enumerate(parts) if any(isinstance(i, Piece) for i in part)), 0)
    item = bool(paragraph.prefix) and not paragraph.level
    texts: list[str] = []
    results: list[str] = []
    wanted: list[Final] = []
    for number, part in enumerate(parts):
        if not read_as(part):
            continue
        text = written(part, paragraph.parsed)
        if text is None:
            return None
        if number == own:
            text = f"{paragraph.prefix}{text}{paragraph.suffix}"
        elif item:
            text = f"{paragraph.prefix}{text}"
        texts.append(text)
        wanted.append(part)
        results += [i.shown for i in part if isinstance(i, Piece) and i.source.startswith("`{python}")]
    made = ("\n" if item else "\n\n").join(texts)
    again = paragraphs(made, results)
    read = [read_as(p.parsed.pieces) if p.parsed else None for p in again]
    same_kind = all(
        (p.level == paragraph.level) if n == len([t for t in parts[:own] if read_as(t)]) else not p.level
        for n, p in enumerate(again)
    )
    return made if read == [read_as(part) for part in wanted] and same_kind else None


def _authors(chars: Sequence[Char]) -> tuple[Change, ...]:
    return tuple(dict.fromkeys(c.by for c in chars if c.by.author or c.by.date))


def _spaces(text: str) -> str:
    return " ".join(text.split(" ")).strip()
