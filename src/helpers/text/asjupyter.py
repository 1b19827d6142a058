"""What JupyterLab shows and Pandoc would read otherwise: lists and tables right below a line, dates that begin one, underlined headings.

Staff see their text in JupyterLab. Here it gets the blank lines and backslashes with which Pandoc and Quarto show the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from helpers.text.lines import Line

_BULLET = re.compile(r"^ {0,3}[-*+][ \t]+\S")
_FIRST = re.compile(r"^ {0,3}1[.)][ \t]+\S")
_NUMBERED = re.compile(r"^(?P<indent>[ \t]*)(?P<number>\d{1,9})(?P<mark>[.)])[ \t]+\S")
_LETTERED = re.compile(
    r"^(?P<indent> {0,3})(?P<number>[a-z]|[ivxlcdm]+|[IVXLCDM]+)(?P<mark>[.)])[ \t]+\S|^ {0,3}[A-Z](?:\.[ \t]{2,}|\)[ \t]+)\S"
)
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_NUMBER_IN_ITEM = re.compile(
    r"^(?P<before>[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?\w{1,9})(?=[.)][ \t]+\S)"
)
_QUOTE = re.compile(r"^ {0,3}>")
_ENDS_TEXT = re.compile(r"#{1,6}([ \t]|$)|:::")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_HEADING = re.compile(r"^ {1,3}(?=#{1,6}[ \t])")
_DELIMITER = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_MONTH = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jan|Feb|Apr|Aug|Sept?|Okt|Nov|Dez)\b"
)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_GRID = re.compile(r"^ {0,3}\+[-=:+]+\+[ \t]*$")


class MarkdownError(ValueError):
    """Markdown that would lose something on the page; `line` is where, the message the rest of a German sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def as_shown(lines: Sequence[Line]) -> list[Line]:
    """Return the lines as Pandoc must get them; those put in between have the number of the line after them.

    Raises:
        MarkdownError: a table's row has more cells than its head, or numbers that no list can count.
    """
    made = _numbers(_headings(list(lines)))
    out: list[Line] = []
    for position, line in enumerate(made):
        before = out[-1] if out else None
        if line.kind == "text" and before is not None and before.kind == "text" and _is_text(before):
            below = made[position + 1] if position + 1 < len(made) else None
            if _begins(line, below, before) and not (_QUOTE.match(line.text) and _in_quotation(out)):
                out.append(Line("", line.number))
        if line.kind == "text" and is_delimiter(line.text) and out and out[-1].kind == "text":
            _check_table(made, position)
        out.append(line)
    return out


def _is_text(line: Line) -> bool:
    """Tell whether a line could be the last of a paragraph: no blank, no heading, no fence of a division."""
    return bool(line.text.strip()) and not line.text.startswith(("#", ":::", "|", "+--", "+=="))


def _in_quotation(before: Sequence[Line]) -> bool:
    """Tell whether the paragraph that ends here began in a quotation; its later lines may do without the sign."""
    for line in reversed(before):
        if line.kind != "text" or not line.text.strip() or _ENDS_TEXT.match(line.text):
            return False
        if _QUOTE.match(line.text):
            return True
    return False


def _begins(line: Line, below: Line | None, before: Line) -> bool:
    """Tell whether a line right below a paragraph begins something of its own in JupyterLab."""
    text = line.text
    if _ITEM.match(before.text) or before.text.startswith(
        (" ", "\t")
    ):  # a list in a list needs no blank line
        return not text.startswith(" ") and bool(
            _RULE.match(text)
            or text.startswith(">")
            or (_BULLET.match(text) and _NUMBERED.match(before.text))
            or (_NUMBERED.match(text) and _BULLET.match(before.text))
        )
    if _BULLET.match(text) or _FIRST.match(text) or _RULE.match(text):
        return True
    if _QUOTE.match(text):
        return True
    return (
        below is not None
        and below.kind == "text"
        and is_delimiter(below.text)
        and "|" in text
        and len(cells(text)) == len(cells(below.text))
    )


def is_delimiter(text: str) -> bool:
    """Tell whether a line is the one between the head and the rows of a pipe table."""
    return "|" in text and _DELIMITER.match(text) is not None


def cells(row: str) -> list[str]:
    r"""Return the cells of a pipe table's row.

    >>> cells("| a | b `|` c |"), cells(r"a \| b | c")
    (['a', 'b `|` c'], ['a \\| b', 'c'])
    """
    masked = _CODE.sub(lambda code: "x" * len(code[0]), row).replace("\\\\", "xx").replace("\\|", "xx")
    inner = masked.strip()
    start = len(masked) - len(masked.lstrip()) + inner.startswith("|")
    end = len(masked.rstrip()) - (inner.endswith("|") and len(inner) > 1)
    found, position = [], start
    for place in [i for i in range(start, end) if masked[i] == "|"] + [end]:
        found.append(row[position:place].strip())
        position = place + 1
    return found


def _check_table(lines: Sequence[Line], position: int) -> None:
    """Refuse a table whose rows have more cells than its head: they would not be shown.

    Raises:
        MarkdownError: naming the row.
    """
    head, delimiter = lines[position - 1], lines[position]
    if "|" not in head.text or _GRID.match(head.text):
        return
    width = len(cells(delimiter.text))
    if len(cells(head.text)) != width:
        raise MarkdownError(
            head.number,
            f"Die Kopfzeile der Tabelle hat {len(cells(head.text))} Zellen, die Linie darunter {width}. Beide brauchen gleich viele.",
        )
    for line in lines[position + 1 :]:
        if line.kind != "text" or "|" not in line.text:
            return
        count = min(len(cells(line.text)), len(cells(line.text.replace("`", ""))))
        if count > width:
            raise MarkdownError(
                line.number,
                f"Eine Zeile der Tabelle hat {count} Zellen, die Kopfzeile {width}; die letzten stünden nicht im Bericht: "
                f"„{line.text.strip()}“. Bitte die Kopfzeile ergänzen oder „\\|“ schreiben, wo der Strich zum Text gehört.",
            )


def _headings(lines: list[Line]) -> list[Line]:
    """Write underlined and indented headings with number signs."""
    out: list[Line] = []
    for line in lines:
        if line.kind == "text" and _UNDERLINE.match(line.text):
            start = len(out)
            while start and out[start - 1].kind == "text" and _is_text(out[start - 1]):
                start -= 1
            paragraph = out[start:]
            if paragraph and not any(
                _ITEM.match(p.text)
                or _QUOTE.match(p.text)
                or "|" in p.text
                or p.text.startswith(("    ", "<"))
                for p in paragraph
            ):
                title = " ".join(p.text.strip() for p in paragraph)
                sign = "#" if "=" in line.text else "##"
                out[start:] = [replace(paragraph[0], text=f"{sign} {title}")]
                continue
        if line.kind == "text" and _HEADING.match(line.text) and not (out and out[-1].text.startswith(" ")):
            line = replace(line, text=line.text.lstrip())
        out.append(line)
    return out


def _numbers(lines: list[Line]) -> list[Line]:
    """Keep numbers that no list would count so, such as those of dates, as they stand."""
    out = list(lines)
    for position, line in enumerate(lines):
        if line.kind == "text" and (found := _NUMBER_IN_ITEM.match(line.text)):
            word = found["before"].split()[-1]
            if word.isdigit() or (len(word) == 1 and word.isalpha()) or _LETTERED.match(f"{word}. x"):
                out[position] = replace(line, text=f"{found['before']}\\{line.text[found.end() :]}")
    done: set[int] = set()
    for position, line in enumerate(lines):
        if position in done or line.kind != "text":
            continue
        if _NUMBERED.match(line.text):
            _keep_run(out, _run(lines, position), done)
        elif (found := _LETTERED.match(line.text)) and _is_alone(lines, position):
            mark = re.search(r"[.)]", line.text)
            assert mark is not None
            out[position] = replace(line, text=f"{line.text[: mark.start()]}\\{line.text[mark.start() :]}")
    return out


def _is_alone(lines: Sequence[Line], position: int) -> bool:
    """Tell whether no item with the letter before or after stands beside a line, so that it is an abbreviation such as „z. B.“."""
    mine = _letter(lines[position])
    for other in (position - 2, position - 1, position + 1, position + 2):
        if 0 <= other < len(lines) and lines[other].kind == "text" and (theirs := _letter(lines[other])):
            neighbours = len(mine) == len(theirs) == 1 and abs(ord(mine) - ord(theirs)) == 1
            if neighbours or (len(mine + theirs) > 2 and set(mine + theirs) <= set("ivxlcdmIVXLCDM")):
                return False
    return True


def _letter(line: Line) -> str:
    found = _LETTERED.match(line.text)
    return re.split(r"[.)]", line.text.strip())[0] if found else ""


def _run(lines: Sequence[Line], start: int) -> list[int]:
    """Return the positions of the items that would be one list with that at `start`, at the same depth."""
    first = _NUMBERED.match(lines[start].text)
    assert first is not None
    found = [start]
    blank = False
    for position in range(start + 1, len(lines)):
        line = lines[position]
        if line.kind == "code":
            continue
        if not line.text.strip() or line.kind != "text":
            blank = True
            continue
        item = _NUMBERED.match(line.text)
        if item and item["indent"] == first["indent"] and item["mark"] == first["mark"]:
            found.append(position)
        elif not line.text.startswith(first["indent"] + " ") and (
            blank or line.text.startswith(("#", ":::")) or _ITEM.match(line.text)
        ):
            break
        blank = False
    return found


def _keep_run(lines: list[Line], run: Sequence[int], done: set[int]) -> None:
    """Escape the numbers of a run that does not count on from its first, each a line of its own.

    Raises:
        MarkdownError: an item holds more than a line, so it cannot be a line of its own.
    """
    done.update(run)
    items = [match for i in run if (match := _NUMBERED.match(lines[i].text))]
    numbers = [int(item["number"]) for item in items]
    dates = all(_MONTH.match(lines[i].text[item.end() - 1 :]) for i, item in zip(run, items, strict=True))
    counted = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    alike = len(numbers) > 1 and set(numbers) <= {0, 1} and not dates
    if (counted and not dates and (len(numbers) > 1 or numbers == [1])) or alike:
        return
    deeper = items[0]["indent"] + " "
    end = next((i for i in range(run[-1] + 1, len(lines)) if lines[i].text.strip()), len(lines))
    between = [lines[i] for i in range(run[0], end + 1) if i not in run and i < len(lines)]
    if len(run) > 1 and any(line.kind != "text" or line.text.startswith(deeper) for line in between):
        raise MarkdownError(
            lines[run[0]].number,
            f"Die Nummern {', '.join(item['number'] + item['mark'] for item in items)} zählen nicht fortlaufend, und ein Punkt "
            "der Liste hat mehr als eine Zeile; sie stünden anders im Bericht. Bitte fortlaufend zählen oder „\\.“ "
            "hinter die Nummer schreiben.",
        )
    for i, item in zip(run, items, strict=True):
        at = len(item["indent"]) + len(item["number"])
        text = f"{lines[i].text[:at]}\\{lines[i].text[at:]}"
        ends = "\\" if i + 1 in run and not text.endswith(("\\", "  ")) else ""
        lines[i] = replace(lines[i], text=text + ends)
