"""Pictures of the form, taken from the real page: ``python -m tests.docs.make_pictures``."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.accessible import browser
from tests.form.served import make_project, served
from tests.letters import ROOT

PICTURES = {
    ROOT / "docs" / "form.png": (1280, 900, "vi"),
    ROOT / "docs" / "tutorials" / "form.png": (1000, 800, "vi"),
    ROOT / "docs" / "tutorials" / "form.en.png": (1000, 800, "en"),
}
RUN = {"vi": "Chạy", "en": "Run"}
COLOURS = 64
SECONDS = 180


def form_picture(width: int, height: int, language: str) -> bytes:
    """First screen of the form in a project of its own."""
    with tempfile.TemporaryDirectory() as folder, browser() as context:
        root = make_project(Path(folder))
        with served(root, "page") as (address, _):
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address, timeout=SECONDS * 1000)
            page.get_by_role("button", name=RUN["vi"], exact=True).wait_for(timeout=SECONDS * 1000)
            if language == "en":
                page.get_by_label("Ngôn ngữ / Language").select_option(label="English")
                page.get_by_role("button", name=RUN["en"], exact=True).wait_for(timeout=SECONDS * 1000)
            page.wait_for_load_state("networkidle")
            taken: bytes = page.screenshot()
            page.close(run_before_unload=True)
    return taken


def save_small(taken: bytes, path: Path) -> None:
    """A picture with few colours, which is small."""
    Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    for path, kind in PICTURES.items():
        save_small(form_picture(*kind), path)
