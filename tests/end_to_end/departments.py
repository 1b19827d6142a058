"""Three departments answer a draft in Word, and what they say is decided: a part of the year in `test_year`."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import which

import yaml

from helpers.publish.review.sheet import Sent, Sheet
from tests.publish.review.conftest import WHO, answer, deleted, document, run, typed

HAND = "In der Kita lernen Kinder"
CHAPTER = "chapters/03-fruehkindliche-bildung.html"
COMMENT = '<w:comment w:id="{}" w:author="{}"><w:p w14:paraId="{}"><w:r><w:t>{}</w:t></w:r></w:p></w:comment>'
SENT = " betreut werden, wie lange und von wie viel Personal."

Call = Callable[..., str]


def ask(call: Call, root: Path) -> list[Sheet]:
    """Send the chapter to three departments; return what each got, in the order of their names."""
    for department in ("Jugendamt", "Schulamt", "Sozialamt"):
        assert ".docx" in call("review", CHAPTER="03", FOR=department)
    kept = (root / "data/augsburg/rueckmeldungen/2025/gesendet").glob("*.json")
    assert "bei Jugendamt, Schulamt, Sozialamt" in call("status")
    return sorted((Sheet.of(json.loads(p.read_text("utf-8"))) for p in kept), key=lambda sheet: sheet.asked)


def youth_office(sheet: Sheet) -> bytes:
    """By hand: an insertion, a figure deleted, a paragraph moved down, a word made bold and continued."""
    first = _starting(sheet, HAND)
    start, end = first.shown[: len(HAND)], first.shown[len(HAND) :]
    caution = _starting(sheet, "Beim Vergleich in")
    figure = next(s for s in sheet.paragraphs if s.picture)
    last = _starting(sheet, "Wo fehlen Plätze")
    gone = f"<w:pPr><w:rPr><w:moveFrom {WHO}/></w:rPr></w:pPr>"
    there = f"<w:pPr><w:rPr><w:ins {WHO}/></w:rPr></w:pPr>"
    changes: dict[str, str | Callable[[str], str]] = {
        first.key: run(start) + typed(" jeden Tag") + run(end),
        figure.key + "p": lambda _: "",
        caution.key: lambda mark: (
            f"<w:p>{gone}{mark}<w:moveFrom {WHO}>{run(caution.shown)}</w:moveFrom></w:p>"
        ),
        last.key: lambda mark: (
            f"<w:p>{there}{mark}{run(last.shown)}</w:p><w:p><w:moveTo {WHO}>{run(caution.shown)}</w:moveTo></w:p>"
        ),
    }
    return document(answer(sheet, changes))


def school_office(sheet: Sheet) -> bytes:
    """By hand: a computed number overwritten without tracking, and a comment with a reply."""
    number = next(s for s in sheet.paragraphs if s.results and s.shown.startswith("Die Betreuungsquote"))
    anchor = '<w:r><w:commentReference w:id="0"/></w:r>'
    comments = COMMENT.format(0, "Eva Muster", "0A", "Bitte prüfen.") + COMMENT.format(
        1, "Kim Beispiel", "0B", "Stimmt."
    )
    reply = '<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
    changed = {number.key: run(number.shown.replace("26,9", "29,6")) + anchor}
    return document(answer(sheet, changed), comments, reply)


def social_office(sent: Path, tmp_path: Path) -> bytes:
    """The file that was sent, changed with tracking and, where LibreOffice is installed, saved by it by way of ODT."""
    out = io.BytesIO()
    with zipfile.ZipFile(sent) as archive, zipfile.ZipFile(out, "w") as written:
        for info in archive.infolist():
            content = archive.read(info).decode("utf-8") if info.filename == "word/document.xml" else ""
            if content:
                assert content.count(f"{SENT}</w:t></w:r>") == 1
                kept = (
                    run(" betreut werden")
                    + deleted(", wie lange und von wie viel Personal")
                    + typed(" und wo")
                    + run(".")
                )
                content = content.replace(f'<w:r><w:t xml:space="preserve">{SENT}</w:t></w:r>', kept)
            written.writestr(info, content or archive.read(info))
    (tmp_path / "antwort.docx").write_bytes(out.getvalue())
    if which("soffice") is None:
        return out.getvalue()
    for source, kind in (("antwort.docx", "odt"), ("antwort.odt", "docx")):
        where = ["--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / source)]
        profile = f"-env:UserInstallation=file://{tmp_path}/profil"
        subprocess.run(["soffice", profile, "--headless", *where], check=True, capture_output=True)
    return (tmp_path / "antwort.docx").read_bytes()


def answered(call: Call, root: Path, tmp_path: Path) -> None:
    """Ask, read the answers, and decide everything; what is accepted is printed, and nothing else has changed."""
    sheets = ask(call, root)
    sent = next((root / "_build/augsburg/rueckmeldungen/2025").glob("*sozialamt.docx"))
    page = (root / "_report/augsburg" / CHAPTER).read_text("utf-8")
    files = (youth_office(sheets[0]), school_office(sheets[1]), social_office(sent, tmp_path))
    for sheet, content in zip(sheets, files, strict=True):
        (tmp_path / f"{sheet.asked}.docx").write_bytes(content)
        call("review", FILE=str(tmp_path / f"{sheet.asked}.docx"))
    items = yaml.safe_load((root / "data/augsburg/rueckmeldungen/2025.yml").read_text("utf-8"))
    kinds = {
        office: [item["art"] for item in items if item["amt"] == office]
        for office in ("Jugendamt", "Schulamt", "Sozialamt")
    }
    assert kinds == {
        "Jugendamt": ["Textänderung", "Von Hand", "Textänderung", "Textänderung"],
        "Schulamt": ["Gemeldete Zahl", "Kommentar"],
        "Sozialamt": ["Textänderung"],
    }
    call("approve", CHAPTER="alle", BY="Eva Muster")
    assert "7 offene Rückmeldungen" in call("release", refused=True)

    notebooks = {p.name: p.read_bytes() for p in (root / "notebooks").iterdir() if p.is_file()}
    by_hand = next(str(item["nr"]) for item in items if item["art"] == "Von Hand")
    call("review", REJECT=by_hand, BY="Kim Beispiel")
    call("review", ACCEPT="alle", BY="Kim Beispiel")
    rest = [str(item["nr"]) for item in items if item["art"] in ("Gemeldete Zahl", "Kommentar")]
    call("review", ACCEPT=",".join(rest), BY="Kim Beispiel")
    call("report", FORMAT="html,pdf")
    new = (root / "_report/augsburg" / CHAPTER).read_text("utf-8")
    assert f"{HAND} jeden Tag" in new
    assert " betreut werden und wo." in new
    assert new.index("Beim Vergleich in") > new.index("Wo fehlen Plätze") > 0
    assert page.count("26,9") == new.count("26,9") > 0
    assert {p.name: p.read_bytes() for p in (root / "notebooks").iterdir() if p.is_file()} == notebooks


def _starting(sheet: Sheet, text: str) -> Sent:
    return next(s for s in sheet.paragraphs if s.shown.startswith(text))
