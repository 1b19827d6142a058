"""Text for Markdown: what is markup already, and how plain text becomes it."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f]")
_SPECIAL = re.compile(r"""[\\`*_{}\[\]()<>#|~^$@&!"'+]|-(?=-)|(?<=-)-|\.(?=\.)|(?<=\.)\.""")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLOCK_START = re.compile(r"^(?=[-=:%])|^(?P<number>\w+)(?=[.)] )")


class Markdown(str):
    """Text that is Quarto Markdown already, so inline code must not escape it.

    JupyterLab shows it rendered.

    >>> Markdown("**fett**")._repr_markdown_()
    '**fett**'
    """

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def escape(text: object) -> Markdown:
    r"""Return plain text as Quarto Markdown that shows exactly this text on one line.

    Emphasis, HTML, attributes, citations, formulas, shortcodes, inline code and block markers lose
    their meaning; line breaks become spaces. Markdown is returned as it is.

    >>> print(escape("<b>a_b</b> {{< include x >}}"))
    \<b\>a\_b\</b\> \{\{\< include x \>\}\}
    >>> print(escape("31. Dezember"))
    31\. Dezember
    """
    if isinstance(text, Markdown):
        return text
    line = _CONTROL.sub("", _BREAKS.sub(" ", str(text))).strip(" ")
    escaped = _SPECIAL.sub(lambda match: "\\" + match[0], line)
    return Markdown(_BLOCK_START.sub(lambda match: f"{match['number'] or ''}\\", escaped))


def plain(markdown: str) -> str:
    r"""Return the plain text that `escape` was given; text without backslashes is returned as it is.

    >>> plain(r"31\. Dezember, \*")
    '31. Dezember, *'
    """
    return _ESCAPED.sub(r"\1", markdown)


def attribute(text: object) -> str:
    r"""Return plain text for a double-quoted attribute such as `{fig-alt="…"}`.

    >>> print(attribute('Anteil "ohne" & mehr'))
    Anteil \"ohne\" \& mehr
    """
    line = _CONTROL.sub("", _BREAKS.sub(" ", str(text))).strip(" ")
    return re.sub(r"""[\\"&{}<>`]""", lambda match: "\\" + match[0], line)
