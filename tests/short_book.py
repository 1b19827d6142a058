"""A small book project as `write_book` leaves it: key figures, three chapters, two districts."""

from __future__ import annotations

from pathlib import Path

CONFIG = """
project: {type: book, output-dir: _output}
lang: de
book:
  title: Bildungsbericht Probestadt
  subtitle: Bildung in Zahlen 2025
  author: Stadt Probestadt
  chapters:
    - index.qmd
    - chapters/01-rahmenbedingungen.qmd
    - part: Vertiefung
      chapters: [chapters/03-kita.qmd, chapters/14-sozialraeume.qmd]
    - chapters/methodik.qmd
  appendices: [chapters/impressum.qmd]
  output-file: bildungsbericht-probestadt
fig-cap-location: top
tbl-cap-location: top
kommune:
  name: Probestadt
  locative: in Probestadt
  kind: kreisfreie Stadt
  publisher: Stadt Probestadt
  official: true
  year: '2025'
  fictional: true
  contact: {department: Bildungsbüro}
"""
INDEX = r"""# Auf einen Blick {.unnumbered}

::: {.content-visible when-format="html:js"}

::: {.cards}

::: {.card .trend-up}

[Kinderarmut]{.name}

[11,2 [\%]{.unit}]{.value}

[]{.spark data-points="0,2 33,5 67,17 100,22"}

[seit 2016 gesunken \(−1,6 Pp.\)]{.change}

[Land 6,1 % · Deutschland 11,8 %]{.comparison}

[2019]{.period}

:::

::: {.card}

[Schülerinnen und Schüler]{.name}

[29.965 [Personen]{.unit}]{.value}

[2023/24]{.period}

:::

:::

:::

::: {#tbl-bildung-in-zahlen}

| Kennzahl | Wert |
|:--|--:|
| Kinderarmut | 11,2 |

Bildung in Zahlen

:::

::: {.figure-notes}

Quelle: Probeamt.

:::
"""
FIGURE = """::: {{#fig-{name}{classes}}}

![](01-rahmenbedingungen_files/bild.svg){{fig-alt="Liniendiagramm: {name} steigt auf 12,5 %."}}

::: {{.figure-notes}}

Lesebeispiel: 12,5 von 100 Kindern.

Quelle: Probeamt \\(fiktiv\\), Tabelle 1.

::: {{.content-visible when-format="html:js"}}

[Daten (CSV)](01-rahmenbedingungen_files/fig-{name}.csv){{.download}}

:::

:::

Verlauf von {name} in *Probestadt*

:::
"""
FIRST = f"""# Rahmenbedingungen {{#sec-rahmenbedingungen}}

::: {{.kernaussage}}

Die Kinderarmut ist gesunken (@fig-armut). Mehr zeigt @fig-armut, dazu @sec-kita.

:::

{FIGURE.format(name="einwohner", classes="")}
{FIGURE.format(name="armut", classes=" .kurzbericht .steckbrief")}
::: {{#tbl-vergleich .steckbrief}}

| Kennzahl | Probestadt | Land |
|:--|--:|--:|
| Kinderarmut | 11,2 | 6,1 |

Kennzahlen im Vergleich

:::

::: {{.figure-notes}}

Quelle: Probeamt, Tabelle 2.

:::
"""
SECOND = """# Kita {#sec-kita}

::: {.kernaussage}

Die [Betreuungsquote](glossar.qmd#glossar-betreuungsquote){.glossar} stieg auf 34,2 %, siehe [Amt](https://example.org/a).

:::

::: {.kernaussage}

Das Personal wuchs mit.

:::
"""
PROFILE = """### {name} {{#sec-sozialraum-{key}}}

{name} hat Rang {key}, siehe @tbl-profil-{key} und @fig-armut.

::: {{#tbl-profil-{key}}}

| Kennzahl | {name} | Probestadt |
|:--|--:|--:|
| Kinderarmut | {value} | 11,2 |

{name} im Profil

:::

::: {{.figure-notes}}

Quelle: Probeamt, Tabelle 3.

::: {{.content-visible when-format="html:js"}}

[Daten (CSV)](14-sozialraeume_files/tbl-profil-{key}.csv){{.download}}

:::

:::
"""
DISTRICTS = f"""# Sozialräume {{#sec-sozialraeume}}

Einleitung.

## Profile

{PROFILE.format(name="Altstadt", key="01", value="22,4")}
{PROFILE.format(name="Süd-Öd", key="02", value="–")}
## Was die Zahlen sagen

Ein Nachwort.
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 396.85 226.77"><path d="M 10 200 L 380 30" stroke="#005A9C" fill="none"/></svg>'


def write(root: Path) -> Path:
    """Write the project; return its folder."""
    for path, text in {
        "_quarto.yml": CONFIG,
        "index.qmd": INDEX,
        "chapters/01-rahmenbedingungen.qmd": FIRST,
        "chapters/03-kita.qmd": SECOND,
        "chapters/14-sozialraeume.qmd": DISTRICTS,
        "chapters/methodik.qmd": "# Methodik {#sec-methodik}\n\nSo.\n",
        "chapters/impressum.qmd": "# Impressum\n\nWir.\n",
        "chapters/01-rahmenbedingungen_files/bild.svg": SVG,
        "chapters/01-rahmenbedingungen_files/fig-armut.csv": "a;b\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root
