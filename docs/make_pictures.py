"""Make the pictures of the README from Augsburg's report: `make picture` (needs chromium and pdftoppm)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "_report" / "augsburg"
PICTURES = ROOT / "docs" / "bilder"
CHAPTER = "chapters/03-fruehkindliche-bildung.html"
FIGURE = "#fig-betreuungsquote-u3"


def html_page(target: Path) -> None:
    """Take a picture of a chapter as a wide screen shows it."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}",
             "--window-size=1400,1000", f"--screenshot={target}", (REPORT / CHAPTER).as_uri() + FIGURE],
            check=True,
            capture_output=True,
        )  # fmt: skip
    smaller(target, 1000)


def pdf_page(target: Path) -> None:
    """Take a picture of the PDF's cover beside a page with figures."""
    pdf = REPORT / "bildungsbericht-augsburg.pdf"
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for page in (1, 15):
            stem = Path(folder) / str(page)
            subprocess.run(
                [
                    "pdftoppm",
                    "-r",
                    "75",
                    "-f",
                    str(page),
                    "-l",
                    str(page),
                    "-png",
                    "-singlefile",
                    str(pdf),
                    str(stem),
                ],
                check=True,
                capture_output=True,
            )
            pages.append(Image.open(f"{stem}.png"))
        width, height = pages[0].size
        sheet = Image.new("RGB", (2 * width + 20, height), "#8a8f94")
        for i, page_picture in enumerate(pages):
            sheet.paste(page_picture, (i * (width + 20), 0))
        sheet.save(target)
    smaller(target, 1000)


def smaller(path: Path, width: int) -> None:
    """Scale a picture down and limit it to the colours it needs."""
    picture = Image.open(path).convert("RGB")
    picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    picture.quantize(128).save(path, optimize=True)


def main() -> int:
    """Make both pictures; return the exit code."""
    for tool in ("chromium", "pdftoppm"):
        if shutil.which(tool) is None:
            print(
                f"Fehler: {tool} fehlt. Unter Debian: apt-get install chromium poppler-utils", file=sys.stderr
            )
            return 1
    if not (REPORT / "index.html").is_file():
        print(
            "Fehler: Es fehlt der Bericht. Bitte zuerst „make report CITY=augsburg“ aufrufen.",
            file=sys.stderr,
        )
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    html_page(PICTURES / "webseite.png")
    pdf_page(PICTURES / "pdf.png")
    print(f"Bilder erneuert: {PICTURES}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
