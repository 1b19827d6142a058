# ruff: noqa: E501
"""What staff write and every format shows: Markdown with `A`, `B`, `C` and so on for words that must appear, in this order."""

from __future__ import annotations

SCRIPTS = (
    "Grüße aus Köln", "Ça va, français", "Świętokrzyskie ąćęłńóśźż", "Česká škola řeřicha", "Türkçe ığşöü", "Română ăâîșț",
    "Русский язык", "Українська їжак", "Ελληνικά σχολείο", "Tiếng Việt", "Հայերեն", "ქართული", "አማርኛ", "中文".replace("中文", "Latein"),
    "😀 👍 🎓", "✓ ✗ ☐ ☒ ★", "½ ¾ ² ³ ₂", "≤ ≥ ≈ ± × ÷ √ ∑", "→ ← ↑ ↓", "„Zitat“ ‚innen‘ «Guillemets»", "1.234.567,89 €", "25,6 %",
    "−3,25", "§ 5 Abs. 2", "C++ & C#", "a < b > c", "50 % von 12", "E-Mail: a(at)b.de", "x_y_z", "2 * 3 * 4",
)  # fmt: skip
"""Plain texts, each as a value in inline code, in a table of data and in a paragraph."""

MARKDOWN = (
    "A B C", "A\nB", "A  \nB", "A\\\nB", "*A* B", "**A** B", "***A*** B", "~~A~~ B", "`A` B", "A^B^", "A~B~", "[A]{.smallcaps} B",
    "[A]{.mark} B", "[A](https://example.org) B", "<https://example.org/A>", "A[^1] B\n\n[^1]: C", "A^[B] C",
    "- A\n- B", "* A\n* B", "+ A\n+ B", "A:\n- B\n- C", "A:\n\n- B\n\n- C", "- A\n  - B\n    - C", "- A\n\n  B\n- C", "1. A\n2. B",
    "A:\n1. B\n2. C", "3. A\n4. B", "1) A\n2) B", "1. A\n   - B\n2. C", "- A\n  1. B\n  2. C", "- [ ] A\n- [x] B",
    "18. September: A\n2. Oktober: B", "2. Oktober A", "1. Mai A\n1. Juni B", "z. B. A", "i. d. R. A", "- 3. Klasse A\n- 4. Klasse B",
    "> A", "> A\n> B", "A\n> B", "> A\n>\n> - B", "A\n***\nB", "A\n\n---\n\nB", "| A | B |\n|---|---|\n| C | D |", "A\n| B | C |\n|---|---|\n| D | E |",
    "A | B\n---|---\nC | D", "| A |\n|---|\n| B |\nC", "| A | B |\n|:--|--:|\n| C |", "| A | B |\n|---|---|\n| C \\| D | `E` |",
    "+---+---+\n| A | B |\n+===+===+\n| C | D |\n+---+---+", "A\n:   B", "| A\n| B", "```\nA\nB\n```", "~~~\nA\n~~~", "```python\nA = B\n```",
    "A\n```\nB\n```", "- A\n\n  ```\n  B\n  ```", "    A", "$a^2$ A", "A\n\n$$\nx\n$$\n\nB", "A -- B --- C", "A ... B", '"A" und \'B\'',
    "A <sub>B</sub> C", "A<br>B", "<b>A</b> B", "A <!-- weg --> B", "A\n\n<!-- weg\n\nweg -->\n\nB", "A & B", "A \\* B \\_ C", "A\u00a0B", "A – B",
    "### A\n\nB", "A\n### B\nC", "A\n---\n\nB", "::: {.callout-note}\nA\n:::", "::: {.callout-tip title=\"A\"}\nB\n:::", "::: {.callout-warning}\n## A\nB\n:::",
    "::: {.columns}\n::: {.column}\nA\n:::\n::: {.column}\nB\n:::\n:::", "::: {layout-ncol=2}\nA\n\nB\n:::", "::: {.column-margin}\nA\n:::",
    "::: {.panel-tabset}\n#### A\nB\n\n#### C\nD\n:::", "::: {.content-visible}\nA\n:::", "[A]{.content-visible} B", "{{< pagebreak >}}\n\nA",
    "A\n\n: B", "Term A\n:   B\n:   C", "A\r\nB\r\n\r\n- C\r\n- D", "\tA", "A\n\n\n\nB", "A$", "5 $ A", "#A", "A #B", "1986\\. A", "A: B; C, D. E!",
    "\\# A", "A http://example.org/x_y B", "*A*B", "A_B_C", "(A) B", "[A] B", "A [B] C", "A {B} C", "A / B \\ C", "A^2", "A~B C", "A = B", "100% A",
    "[A](#Mein-Ziel)\n\n### Mein Ziel\n\nB", "[A](01-probe1.ipynb) B", "[A](./00-probe0.ipynb) B",
    "1. A\n    - B\n        - C\n            - D\n2. E", "> - A\n>   > B\n> ```\n> C\n> ```", "| `A|B` | C |\n|:--|--:|\n| D<br>E | 1 |",
    "Am 1.1.2025, d. h. um 10:30 Uhr, S. 5–7: A", "»A« ‚B‘ 5'-C", "- 2024\n- 2025. Jahr A", "A 10⁻³ m² ½ B", "👩‍👩‍👧 🇩🇪 ⚠️ A",
    "$5 und $6 A", "A[^1] B\n\n[^1]: C\n\n    D", "[A][ref] B\n\n[ref]: https://example.org \"Titel\"", "&auml; A &lt;B&gt;",
    '<div class="alert alert-info">A</div>', "> [!NOTE]\n> A", "A\u200bB\u00adC", "<https://example.org/a_b(c)?d=e&f=g> A",
)  # fmt: skip

HIDDEN = ("::: {.content-hidden}\nA\n:::", "`A`{.content-hidden}", "```{.text .content-hidden}\nA\n```", "::: {.callout-note .content-hidden}\nA\n:::",
    "::: {.column-margin .content-hidden}\nA\n:::", "::: {.panel-tabset .content-hidden}\n#### T\nA\n:::", "::: {layout-ncol=2 .content-hidden}\nA\n\nB\n:::",
    "[A](https://example.org){.content-hidden}", "::: {.columns .content-hidden}\n::: {.column}\nA\n:::\n:::", "<!-- A -->")  # fmt: skip
"""What no format shows."""

REFUSED = (
    ("Text[^fehlt]", "Fußnote „[^fehlt]“ ist nirgends erklärt"), ("T[^a]\n\n[^a]: x\n\n[^a]: y", "zweimal erklärt"), ("T\n\n[^a]: x", "verweist nichts"),
    ("| a |\n|---|\n| 1 | 2 |", "hat 2 Zellen, die Kopfzeile 1"), ("| a | b |\n|---|\n| 1 |", "hat 2 Zellen, die Linie darunter 1"),
    ("9. a\n\n   b\n\n3. c", "zählen nicht fortlaufend"), ("![x.png](attachment:x.png)", "gibt es in der Zelle nicht mehr"),
    ("## A {.content-hidden}", "gehen nicht an der Überschrift"), ("::: {.landscape}\nA\n:::", "„.landscape“"),
    ('```{.python filename="x.py"}\nA\n```', "Attribut „filename“"), ("```python\nx = 1 # <1>\n```\n\n1. A", "Anmerkungen im Programmtext"),
    ("```{{python}}\nA\n```", "gibt es nur in Quarto"), ("```{python}\nA\n```", "müsste ausgeführt werden"),
    ('$$\nx\n$$ {#eq-x alt="A"}', "mehr als ihre Kennung"), ("<script>alert(1)</script>", "<script>"), ("<iframe src=x></iframe>", "<iframe>"),
    ("![A](fehlt.png)", "„fehlt.png“ gibt es nicht"), ("[A](fehlt.qmd)", "„fehlt.qmd“"), ("{{< video x >}}", "Kurzbefehl „video“"),
    ("{{< meta fehlt >}}", "„fehlt“ gibt es in den Metadaten nicht"), ("[A]{style=\"color:red\"}", "Attribut „style“"), ("[A](javascript:x)", "„javascript:“"),
    ("::: {.callout-foo}\nA\n:::", "callout-foo"), ("::: {#thm-a}\nA\n:::", "Sätze und Beweise"), ("# Zweite", "Überschrift der ersten Ebene"),
    ("\\begin{x}\nA\n\\end{x}", "LaTeX"), ("A 你好", "U+4F60"), ("@fig-fehlt", "„@fig-fehlt“"), ("![](https://example.org/a.png)", "liegt nicht im Buch"),
    ("[A]{lang=en lang=fr}", "„lang“ steht zweimal"), ("A `{python} x", "endet nicht"), ("[![A](a.svg){#fig-a}](https://example.org)", "zugleich ein Verweis"), ("C:\\Users\\x", "schreibt man „\\\\“"),
    ("$$\na \\tag{1}\n$$", "Die Formel „a \\tag{1}“"), ("::: {.panel-tabset}\n#### A {#sec-t}\nB\n:::", "Überschrift eines Reiters"),
)  # fmt: skip
