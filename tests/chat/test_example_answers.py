"""docs/answers.md shows eleven whole answers; they are those that Praxia gives now."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_shows_what_is_answered_now():
    page = runpy.run_path(str(ROOT / "scripts" / "example_answers.py"))["page"]
    shown = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    assert shown == "\n".join(page()) + "\n", "run: python scripts/example_answers.py > docs/answers.md"
