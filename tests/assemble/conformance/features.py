"""Every feature of Quarto's Markdown that the built-in assembler supports: input, and what must become of it.

Each feature is one chapter of one book. In expectations `{n}` is the chapter's number; no-break spaces are written as
spaces. `html` holds (CSS selector, text that the first match holds), `typst` texts that occur, and `docx` those of the
chapter in the Word document, where it is not simply what HTML shows. The page
docs/development/markdown-support.md is made from this list.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Feature:
    """One feature with its expectations."""

    group: str
    name: str
    source: str
    html: tuple[tuple[str, str], ...]
    typst: tuple[str, ...]
    note: str = ""
    docx: tuple[str, ...] = ()


FIGURE = '![Anteil im Zeitverlauf](abb/linie.svg){#fig-%s fig-alt="Linie steigt"}'
TABLE = "| Bezirk | Quote |\n|:--|--:|\n| Nord | 25,6 |\n\n"

FEATURES = (
    # ------------------------------------------------------------------ text
    Feature(
        "Text",
        "Hervorhebungen",
        "*kursiv*, **fett**, ~~weg~~, H~2~O, x^2^, [klein]{.smallcaps}, [unter]{.underline}, [markiert]{.mark}, `code`",
        (
            ("em", "kursiv"),
            ("strong", "fett"),
            ("del", "weg"),
            ("sub", "2"),
            ("u", "unter"),
            ("mark", "markiert"),
            ("p code", "code"),
        ),
        (
            "#emph[kursiv]",
            "#strong[fett]",
            "#strike[weg]",
            "#sub[2]",
            "#super[2]",
            "#smallcaps[klein]",
            "#underline[unter]",
        ),
    ),
    Feature(
        "Text",
        "Deutsche Anführungszeichen",
        "Die \"Quote\" und das 'Wort'.",
        (("p", "Die „Quote“ und das ‚Wort‘."),),
        ("Die „Quote“ und das ‚Wort‘.",),
        "Quarto schreibt in HTML englische",
    ),
    Feature(
        "Text",
        "Fußnoten",
        "Text[^1] und gleich hier^[Zweite Note.].\n\n[^1]: Erste Note.",
        (
            ("a.footnote-ref", "1"),
            ("section.footnotes li", "Erste Note."),
            ("a.footnote-back .visually-hidden", "Zurück zum Text"),
        ),
        ("#footnote[Erste Note.", "#footnote[Zweite Note."),
        docx=("Erste Note.", "Zweite Note."),
    ),
    Feature(
        "Text",
        "Listen, verschachtelt und nummeriert",
        "- eins\n    - darin\n- zwei\n\n1. erstens\n2. zweitens",
        (("ul > li > ul > li", "darin"), ("ol > li", "erstens")),
        ("- eins", "- darin", "+ erstens"),
    ),
    Feature(
        "Text",
        "Aufgabenlisten",
        "- [ ] offen\n- [x] getan",
        ((".tasks .task[aria-label='offen:']", "☐"), (".tasks .task[aria-label='erledigt:']", "☒")),
        ("#tasks[",),
        docx=("offen", "getan"),
    ),
    Feature(
        "Text",
        "Definitionslisten",
        "Begriff\n:   Erklärung.",
        (("dl dt", "Begriff"), ("dl dd", "Erklärung.")),
        ("#terms(terms.item(term[Begriff], [Erklärung.]))",),
    ),
    Feature(
        "Text",
        "Zitatblöcke",
        "> Gesagt.",
        (("blockquote p", "Gesagt."),),
        ("#quote(block: true)[\nGesagt.\n]",),
    ),
    Feature("Text", "Zeilenblöcke", "| eins\n| zwei", ((".line-block", "eins"),), ("eins \\\nzwei",)),
    Feature(
        "Text",
        "Verweise ins Netz",
        "[Amt](https://www.destatis.de) und <bildung@example.org>.",
        (
            ("a[href='https://www.destatis.de']", "Amt"),
            ("a[href='mailto:bildung@example.org']", "bildung@example.org"),
        ),
        ('#link("https://www.destatis.de")[Amt]',),
    ),
    Feature(
        "Text",
        "Dateien zum Herunterladen",
        "[Daten](abb/daten.csv){.download}",
        (("a.download[download][href='abb/daten.csv']", "Daten"),),
        ("Daten",),
        "im PDF bleibt der Text",
    ),
    Feature(
        "Text",
        "Formeln im Text",
        "Es ist $a^2$.",
        (("p math msup", "a2"),),
        ('#math.equation(block: false, alt: "a^2", $a^2$)',),
        docx=("Es ist",),
    ),
    Feature(
        "Text",
        "Harmloses HTML",
        "H<sub>2</sub>O<br>und <b>fett</b> <!-- Kommentar -->",
        (("p sub", "2"), ("p br", ""), ("p strong", "fett")),
        ("#sub[2]", "#strong[fett]"),
        "wird gelesen wie Markdown; alles andere wird abgelehnt",
    ),
    # ------------------------------------------------------------------ headings
    Feature(
        "Gliederung",
        "Nummerierte Überschriften",
        "## Abschnitt\n\n### Unterabschnitt\n\n## Nächster",
        (
            ("h2 .heading-number", "{n}.1"),
            ("h3 .heading-number", "{n}.1.1"),
            ("h2#nächster .heading-number", "{n}.2"),
        ),
        ('#section(2, "{n}.1", [Abschnitt]) <abschnitt>', '#section(3, "{n}.1.1", [Unterabschnitt])'),
    ),
    Feature(
        "Gliederung",
        "Überschriften ohne Nummer",
        "## Ohne {.unnumbered}\n\n## Kurz {-}",
        (("h2#ohne", "Ohne"), ("h2#kurz", "Kurz")),
        ('#section(2, "", [Ohne])', '#section(2, "", [Kurz])'),
    ),
    Feature(
        "Gliederung",
        "Seitenumbruch",
        "Vorher\n\n{{< pagebreak >}}\n\nNachher",
        ((".page-break", ""),),
        ("#pagebreak(weak: true)",),
    ),
    # ------------------------------------------------------------------ figures
    Feature(
        "Abbildungen",
        "Bild mit Beschriftung",
        FIGURE % "bild" + "\n\nSiehe @fig-bild, [-@fig-bild], [Abb. @fig-bild] und @Fig-bild.",
        (
            ("figure#fig-bild figcaption", "Abbildung {n}.1: Anteil im Zeitverlauf"),
            ("figure#fig-bild img[alt='Linie steigt'][width][height]", ""),
            ("p:not(figure p)", "Siehe Abbildung {n}.1, {n}.1, Abb. {n}.1 und Abbildung {n}.1."),
            ("a.quarto-xref[href='#fig-bild']", "Abbildung {n}.1"),
        ),
        ('number: "{n}.1"', 'alt: "Linie steigt"', "<fig-bild>", "#link(<fig-bild>)[Abbildung~{n}.1]"),
    ),
    Feature(
        "Abbildungen",
        "Block mit Anmerkungen (Lesebeispiel, Quelle)",
        '::: {#fig-block fig-cap-location="top"}\n![](abb/linie.svg){fig-alt="Linie"}\n\n::: {.figure-notes}\nQuelle: erfunden.\n:::\n\n'
        "Beschriftung mit **Auszeichnung**\n:::",
        (
            ("figure#fig-block > figcaption:first-child", "Abbildung {n}.1: Beschriftung mit Auszeichnung"),
            ("figure#fig-block > .figure-notes", "Quelle: erfunden."),
        ),
        ("top: true", "notes: [Quelle: erfunden.]"),
    ),
    Feature(
        "Abbildungen",
        "Teilabbildungen",
        "::: {#fig-paar layout-ncol=2}\n\n"
        '![Links](abb/linie.svg){#fig-links fig-alt="L"}\n\n![Rechts](abb/linie.svg){#fig-rechts fig-alt="R"}\n\nZwei Bilder\n:::\n\n'
        "Siehe @fig-paar und @fig-rechts.",
        (
            ("#fig-paar > figcaption", "Abbildung {n}.1: Zwei Bilder"),
            ("#fig-rechts figcaption", "(b) Rechts"),
            ("a[href='#fig-rechts']", "Abbildung {n}.1 (b)"),
        ),
        ('part: "a"', 'part: "b"', "#columns-row((1fr, 1fr,)", "Abbildung~{n}.1~(b)"),
    ),
    Feature(
        "Abbildungen",
        "Breite und Zierbild",
        '![](abb/linie.svg){width=60% fig-alt="Linie"}\n\n![](abb/linie.svg){fig-alt=""}',
        (("img[data-width='60%']", ""), ("img[alt='']", "")),
        ("width: 60%", "#pdf.artifact(image("),
    ),
    Feature(
        "Abbildungen",
        "Bereiche von Verweisen",
        "\n\n".join(FIGURE % f"r{i}" for i in (1, 2, 3))
        + "\n\n[@fig-r1; @fig-r2; @fig-r3] und [@fig-r1; @fig-r3]",
        (("p:last-of-type", "Abbildungen {n}.1–{n}.3 und Abbildung {n}.1, Abbildung {n}.3"),),
        ("#link(<fig-r1>)[Abbildungen~{n}.1]--#link(<fig-r3>)[{n}.3]",),
        "Quarto nennt jede einzeln",
    ),
    # ------------------------------------------------------------------ tables
    Feature(
        "Tabellen",
        "Tabelle mit Beschriftung",
        TABLE + ": Quoten {#tbl-quoten}\n\n::: {.figure-notes}\nQuelle: erfunden.\n:::\n\nSiehe @tbl-quoten.",
        (
            ("figure#tbl-quoten > figcaption:first-child", "Tabelle {n}.1: Quoten"),
            (
                "#tbl-quoten [role=region][tabindex='0'][aria-labelledby='tbl-quoten-caption'] th[scope=col]",
                "Bezirk",
            ),
            ("#tbl-quoten td.right", "25,6"),
            ("figure#tbl-quoten > .figure-notes", "Quelle: erfunden."),
            ("a[href='#tbl-quoten']", "Tabelle {n}.1"),
        ),
        ('kind: "tbl"', "table.header", "notes: [Quelle: erfunden.]"),
    ),
    Feature(
        "Tabellen",
        "Spaltenbreiten",
        '| A | B |\n|---|---|\n| 1 | 2 |\n\n: Breiten {#tbl-breiten tbl-colwidths="[75,25]"}',
        (("#tbl-breiten col[data-width='75%']", ""),),
        ("columns: (75%, 25%)", "full: true"),
    ),
    Feature(
        "Tabellen",
        "Tabelle als Block",
        "::: {#tbl-block}\n" + TABLE + "Als Block\n:::",
        (("#tbl-block figcaption", "Tabelle {n}.1: Als Block"),),
        ('number: "{n}.1"',),
    ),
    Feature(
        "Tabellen",
        "Teiltabellen",
        "::: {#tbl-zwei layout-ncol=2}\n\n"
        + TABLE
        + ": Erste {#tbl-z1}\n\n"
        + TABLE
        + ": Zweite {#tbl-z2}\n\nZwei\n:::\n\n@tbl-z2",
        (("#tbl-z2 figcaption", "(b) Zweite"), ("a[href='#tbl-z2']", "Tabelle {n}.1 (b)")),
        ('part: "b"',),
    ),
    Feature(
        "Tabellen",
        "Gittertabellen",
        "+---+-----+\n| A | B   |\n+===+=====+\n| 1 | - x |\n+---+-----+\n",
        (("table td ul li", "x"),),
        ("table.header",),
    ),
    Feature(
        "Tabellen",
        "HTML-Tabellen",
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        (("table th", "A"), ("table td", "1")),
        ("#table(",),
        "wie sie pandas schreibt",
    ),
    # ------------------------------------------------------------------ other references
    Feature(
        "Verweise",
        "Abschnitte und Kapitel",
        "## Ziel {#sec-ziel}\n\n@sec-ziel, @sec-anhang, [-@sec-ziel]",
        (("p", "Kapitel {n}.1, Anhang A, {n}.1"), ("a[href='anhang.html']", "Anhang A")),
        ("#link(<sec-ziel>)[Kapitel~{n}.1]", "#link(<sec-anhang>)[Anhang~A]"),
    ),
    Feature(
        "Verweise",
        "Gleichungen",
        "$$\nq = \\frac{b}{n}\n$$ {#eq-quote}\n\n@eq-quote",
        ((".equation#eq-quote .equation-number", "({n}.1)"), ("a[href='#eq-quote']", "Gleichung {n}.1")),
        ('#equation("{n}.1"', "<eq-quote>"),
    ),
    Feature(
        "Verweise",
        "Listings",
        '```{#lst-code .python lst-cap="Quote berechnen"}\nx = 1\n```\n\n@lst-code',
        (
            ("#lst-code figcaption", "Listing {n}.1: Quote berechnen"),
            ("#lst-code pre.python", "x = 1"),
            ("a[href='#lst-code']", "Listing {n}.1"),
        ),
        ('kind: "lst"',),
    ),
    Feature(
        "Verweise",
        "Kästen mit Nummer",
        "::: {#nte-eins .callout-note}\n## Titel\nInhalt.\n:::\n\n@nte-eins",
        (("#nte-eins .callout-title", "Hinweis {n}.1: Titel"), ("a[href='#nte-eins']", "Hinweis {n}.1")),
        ("Hinweis~{n}.1: Titel",),
        "Quarto schreibt „Note“ im Verweis",
    ),
    Feature(
        "Verweise",
        "Literatur",
        "Laut @muster2024 und [@muster2024, S. 17].",
        (
            ("p", "Laut Mustergruppe (2024) und (Mustergruppe 2024, 17)."),
            ("a[href='literatur.html#ref-muster2024']", "2024"),
        ),
        ("#link(<ref-muster2024>)[Mustergruppe 2024, 17]",),
        "in jedem Format nach Autor und Jahr",
    ),
    Feature(
        "Verweise",
        "Andere Kapitel und ihre Abschnitte",
        "[Zum Anhang](anhang.qmd), [dort](anhang.qmd#sec-def)",
        (("a[href='anhang.html']", "Zum Anhang"), ("a[href='anhang.html#sec-def']", "dort")),
        ("#link(<sec-anhang>)[Zum Anhang]", "#link(<sec-def>)[dort]"),
    ),
    # ------------------------------------------------------------------ blocks
    Feature(
        "Blöcke",
        "Kästen (Callouts)",
        '::: {.callout-note}\nOhne Titel.\n:::\n\n::: {.callout-tip title="Tipp mit Titel"}\nText.\n:::\n\n'
        "::: {.callout-important}\n## Überschrift\nText.\n:::",
        (
            (".callout-note .callout-title", "Hinweis"),
            (".callout-tip .callout-title", "Tipp: Tipp mit Titel"),
            (".callout-important .callout-title", "Wichtig: Überschrift"),
        ),
        (
            '#callout("note", [Hinweis])',
            '#callout("tip", [Tipp mit Titel])',
            '#callout("important", [Überschrift])',
        ),
        docx=("Hinweis", "Tipp mit Titel", "Überschrift"),
    ),
    Feature(
        "Blöcke",
        "Kästen zum Aufklappen, schlichte Kästen",
        '::: {.callout-warning collapse="true"}\nZu.\n:::\n\n::: {.callout-warning collapse="false"}\nAuf.\n:::\n\n'
        '::: {.callout-caution appearance="simple"}\nSchlicht.\n:::',
        (
            ("details.callout-warning:not([open]) > summary", "Warnung"),
            ("details.callout-warning[open] .callout-body", "Auf."),
            (".callout-caution.callout-simple .callout-title.visually-hidden", "Vorsicht"),
        ),
        ('#callout("warning", [Warnung])[Zu.]', '#callout("caution", none)[Schlicht.]'),
        "im PDF immer aufgeklappt",
    ),
    Feature(
        "Blöcke",
        "Reiter (Tabsets)",
        '::: {.panel-tabset group="art"}\n\n## Diagramm\n\nInhalt eins.\n\n## Tabelle\n\nInhalt zwei.\n\n:::',
        (
            (".tabset[data-group=art] section.tab:nth-of-type(1) .tab-title", "Diagramm"),
            (".tabset section.tab:nth-of-type(2)[aria-labelledby]", "Inhalt zwei."),
        ),
        ("#tab-title[Diagramm]", "#tab-title[Tabelle]"),
        "im PDF nacheinander mit Titel",
    ),
    Feature(
        "Blöcke",
        "Spalten",
        '::: {layout-ncol=2}\nLinks\n\nRechts\n:::\n\n::: {layout="[[1,2],[1]]"}\nA\n\nB\n\nC\n:::\n\n::: {layout-nrow=2}\nD\n\nE\n:::',
        (
            (".grid-row .grid-cell:nth-of-type(2)", "Rechts"),
            (".grid-row[data-columns='1 2'] .grid-cell", "A"),
        ),
        (
            "#columns-row((1fr, 1fr,), [Links], [Rechts])",
            "#columns-row((1fr, 2fr,), [A], [B])",
            "#columns-row((1fr,), [C])",
        ),
    ),
    Feature(
        "Blöcke",
        "Rand und Breite",
        "::: {.column-margin}\nRandnotiz.\n:::\n\nText.\n\n::: {.column-page}\nBreit.\n:::",
        ((".margin-note[role=note]", "Randnotiz."), (".wide-page", "Breit.")),
        ("#margin-note([Text.])[Randnotiz.]", "#wide[Breit.]"),
    ),
    Feature(
        "Blöcke",
        "Bedingter Inhalt",
        '::: {.content-visible when-format="html"}\nNur Web.\n:::\n\n::: {.content-hidden when-format="html"}\nNicht im Web.\n:::\n\n'
        '[Nur mit Angabe]{.content-visible when-meta="angabe.wahr"} [Versteckt]{.content-visible when-meta="angabe.falsch"}',
        (("p", "Nur Web."), ("p:nth-of-type(2)", "Nur mit Angabe")),
        ("Nicht im Web.", "Nur mit Angabe"),
        docx=("Nicht im Web.", "Nur mit Angabe"),
    ),
    Feature(
        "Blöcke",
        "Programmtext",
        "```python\nx = 1  # Kommentar\n```\n\n```\nohne Sprache\n```",
        (("div.sourceCode pre.python", "x = 1"), ("pre:not(.sourceCode)", "ohne Sprache")),
        ("```python\nx = 1  # Kommentar\n```",),
        "wird gezeigt, nicht ausgeführt",
    ),
    # ------------------------------------------------------------------ shortcodes
    Feature(
        "Kurzbefehle",
        "meta, var, env, include",
        "{{< meta kommune.name >}}, {{< var stadt.einwohner >}}, {{< env FEHLT_GANZ Vorgabe >}}\n\n"
        "{{< include _teil.qmd >}}\n\n`{{{< meta x >}}}`",
        (
            ("p", "Probestadt, 12.345, Vorgabe"),
            ("p:nth-of-type(2)", "Eingefügt in Probestadt."),
            ("p code", "{{< meta x >}}"),
        ),
        ("Probestadt, 12.345, Vorgabe", "Eingefügt in Probestadt."),
    ),
)
