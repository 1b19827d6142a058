"""An answer compared with what was sent: every change is one that can be written exactly, or one that is shown and stays open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from helpers.publish.review.paragraphs import Paragraph, paragraphs
from helpers.publish.review.placing import (
    UNTRACKED,
    aligned,
    bookmark,
    plain_typed,
    positions,
    shifted,
    spaces,
    typed_paragraphs,
)
from helpers.publish.review.segments import MARKED, Format, Piece, Typed, read_as, written
from helpers.publish.review.sheet import PICTURE, Line, Sent, Sheet
from helpers.publish.review.wordfile import END, Change, Char, Document, Group, Remark

TEXT, NUMBER, COMMENT, OPEN = "Textänderung", "Gemeldete Zahl", "Kommentar", "Von Hand"


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
    placed, extra = aligned(lines, document.groups)
    found: list[tuple[int, Finding]] = []
    new = {n: [t for g in groups if (t := plain_typed(g)).final.strip()] for n, groups in extra.items()}
    every = [*document.groups, *(group for groups in new.values() for group in groups)]
    typed = {text for group in every for text in typed_paragraphs(group)}
    moved = {
        text: line.sent
        for number, line in enumerate(lines)
        if line.sent
        and line.sent.kind == "text"
        and (text := spaces(line.text)) in typed
        and (number not in placed or not placed[number].final.strip())
    }
    elsewhere = shifted(placed, document.groups)
    for number, line in enumerate(lines):
        group = placed.get(number)
        found += [(number, f) for f in _of_line(line, group, new.get(number, ()), moved)]
        if number in elsewhere:
            why = "Der Absatz steht in der Antwort an einer anderen Stelle."
            found.append((number, Finding(OPEN, (UNTRACKED,), line.sent, line.text, line.text, why=why)))
        if group and line.sent and line.sent.kind == "text" and line.sent.paragraph.level != group.level:
            why = "Der Absatz ist als Überschrift einer anderen Ebene gestaltet, oder ist keine mehr."
            found.append((number, Finding(OPEN, (UNTRACKED,), line.sent, line.text, group.final, why=why)))
    order = {line.key: number for number, line in enumerate(lines)}
    for remark in document.remarks:
        at = order.get(bookmark(remark.mark), len(lines))
        found.append((at, comment(remark, lines[at].sent if at < len(lines) else None)))
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]


def comment(remark: Remark, sent: Sent | None = None) -> Finding:
    """Return what a comment says, and about which paragraph."""
    replies = tuple(f"{by.author}: {text}" for by, text in remark.replies)
    shown = sent.shown if sent else ""
    return Finding(
        COMMENT, (remark.by,), sent, shown, remark.text, None, "", remark.quoted, replies, remark.done
    )


def _of_line(
    line: Line, group: Group | None, added: Sequence[Group], moved: Mapping[str, Sent]
) -> Iterator[Finding]:
    """Yield what an answer says about one paragraph, and about paragraphs added behind it."""
    new = [Char(END, "in", UNTRACKED), *(c for g in added for c in (*g.chars, Char(END, "in", UNTRACKED)))]
    new = new[:-1] if added else []
    sent = line.sent
    if group is None:
        told = "Der Absatz fehlt in der Antwort (ohne Änderungsverfolgung gelöscht)."
        if line.text.strip():
            yield _deletion(line, (UNTRACKED,), told, moved)
        chars: list[tuple[int | None, Char]] = []
    else:
        ending = [c for c in group.chars if c.text == END and c.state == "out"]
        chars = positions(line.text, [c for c in group.chars if not (c.text == END and c.state == "out")])
        final = "".join(c.text for _, c in chars if c.state != "out")
        by = _authors([c for _, c in chars] + ending)
        if not final.strip() and line.text.strip():
            if not added:
                yield _deletion(line, by, "Der Absatz ist gelöscht.", moved)
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
        marked = any(MARKED in c.format for _, c in chars)
        if marked or spaces(final) != spaces("" if group is None else line.text):
            why = "Diese Stelle lässt sich nur im Notebook oder Kapitel selbst ändern."
            yield Finding(OPEN, by, sent, line.text, final, why=why)
        return
    yield from _changes(sent, chars, by, moved)


def _deletion(line: Line, by: tuple[Change, ...], told: str, moved: Mapping[str, Sent]) -> Finding:
    if line.sent is None or line.sent.kind != "text":
        before = f"Bild: {line.sent.shown}" if line.sent and line.text == PICTURE else line.text
        return Finding(OPEN, by, line.sent, before, "", why=told)
    if spaces(line.text) in moved:
        why = "Verschoben: Der Absatz steht als neuer an anderer Stelle; bitte beide Änderungen annehmen oder keine."
        return Finding(TEXT, by, line.sent, line.text, "", text="", why=why)
    if line.sent.results:
        return Finding(OPEN, by, line.sent, line.text, "", why=f"{told} Er enthält berechnete Werte.")
    return Finding(TEXT, by, line.sent, line.text, "", text="")


def _changes(
    sent: Sent,
    chars: Sequence[tuple[int | None, Char]],
    by: tuple[Change, ...],
    moved: Mapping[str, Sent],
) -> Iterator[Finding]:
    """Yield the change of a paragraph's own text, and a notice for each computed value that was changed."""
    paragraph = sent.paragraph
    assert paragraph.parsed is not None
    parts, notices, broken = _final(paragraph.parsed.pieces, chars)
    yield from (replace(notice, sent=sent, by=by) for notice in notices)
    after = "\n".join("".join(i.text if isinstance(i, Typed) else i.shown for i in part) for part in parts)
    wanted = [read_as(part) for part in parts]
    before = read_as(paragraph.parsed.pieces)
    if not broken and wanted == [before]:
        return
    signs = {(char, sign) for part in wanted for char, format_ in part for sign in (*format_, "")}
    if any(char == PICTURE for char, _ in signs):
        broken = broken or "Ein Bild, eine Formel oder eine Fußnote ist eingefügt."
    elif any(sign == MARKED for _, sign in signs):
        broken = broken or "Text ist markiert, unter- oder durchgestrichen, ohne dass er gelöscht wäre."
    text = None if broken else _markdown(paragraph, parts, moved)
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


def _markdown(
    paragraph: Paragraph, parts: Sequence[Sequence[Piece | Typed]], moved: Mapping[str, Sent]
) -> str | None:
    """Return the Markdown of a paragraph and of those added before and behind it; None where it would be read otherwise.

    What was typed and is a paragraph that was deleted elsewhere is that one, with its values.
    """
    assert paragraph.parsed is not None
    own = next((n for n, part in enumerate(parts) if any(isinstance(i, Piece) for i in part)), 0)
    item = bool(paragraph.prefix) and not paragraph.level
    texts: list[str] = []
    results: list[str] = []
    wanted: list[tuple[list[tuple[str, Format]], int]] = []
    for number, part in enumerate(parts):
        read = read_as(part)
        if not read:
            continue
        known = moved.get("".join(char for char, _ in read)) if number != own else None
        if known and known.paragraph.parsed:
            texts.append(known.source)
            results += known.results
            wanted.append((read_as(known.paragraph.parsed.pieces), known.paragraph.level))
            continue
        text = written(part, paragraph.parsed)
        if text is None:
            return None
        if number == own:
            text = f"{paragraph.prefix}{text}{paragraph.suffix}"
        elif item:
            text = f"{paragraph.prefix}{text}"
        texts.append(text)
        wanted.append((read, paragraph.level if number == own else 0))
        results += [i.shown for i in part if isinstance(i, Piece) and i.source.startswith("`{python}")]
    made = ("\n" if item else "\n\n").join(texts)
    again = [(read_as(p.parsed.pieces) if p.parsed else None, p.level) for p in paragraphs(made, results)]
    return made if again == wanted else None


def _authors(chars: Sequence[Char]) -> tuple[Change, ...]:
    return tuple(dict.fromkeys(c.by for c in chars if c.by.author or c.by.date))
