"""Key figures: cards on the screen, in a fixed order, from texts that are Markdown already."""

from __future__ import annotations

from tests.pipeline.test_chapter import FIGURE


def test_cards_stand_before_their_table(notebook, run) -> None:
    card = (
        '{"change": "gestiegen \\\\(+1\\\\)", "name": "Armut", "value": "11,2", "unit": "%", '
        '"spark": "0,9 100,2", "period": "", "trend": "up", "polarity": "x{y"}'
    )
    source = FIGURE.replace('"kind": "figure"', f'"kind": "cards", "cards": [{card}]').replace("fig-", "tbl-")
    notebook(source)
    text = run().files["01-probe.qmd"].decode()
    assert (
        '::: {.content-visible when-format="html:js"}\n\n::: {.cards}\n\n::: {.card .trend-up}\n\n'
        "[Armut]{.name}\n\n[11,2\N{NO-BREAK SPACE}[%]{.unit}]{.value}\n\n"
        '[]{.spark data-points="0,9 100,2"}\n\n'
        "[gestiegen \\(+1\\)]{.change}\n\n:::\n\n:::\n\n:::\n\n::: {#tbl-kinderarmut}\n"
    ) in text
