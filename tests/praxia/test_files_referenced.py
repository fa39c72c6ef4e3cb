"""Files that name other files: templates, styles, scripts, documents. What is named exists, and nothing lies about unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from profiling.records import LetterKind
from tests.praxia.files import ROOT, ours, read

TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"
NAMED_TEMPLATE = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']|more=["']([^"']+)["']""")
NAMED_STATIC = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")
PYTHON_TEMPLATE = re.compile(r"""["']([\w/]+\.html|\w+/[\w/]+\.txt)["']""")
SCRIPT_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PATH_IN_BACKTICKS = re.compile(r"`([\w./-]+/[\w.-]+\.(?:md|py|yaml|yml|toml|txt|js|css|html|sh))`")
# Found by Django and allauth under these names, or put together from parts.
BY_CONVENTION = {
    *(f"{status}.html" for status in (400, 403, 404, 423, 429, 500, 503)), "403_csrf.html",
    *(f"account/{page}.html" for page in ("login", "signup", "logout")),
    *(f"profiling/letters/{letter.value}_{part}" for letter in LetterKind for part in ("subject.txt", "text.txt", "html.html")),
}  # fmt: skip


def templates() -> set[str]:
    return {str(path.relative_to(TEMPLATES)) for path in ours("templates")}


def named_templates() -> set[str]:
    found = {name for path in ours("templates") for pair in NAMED_TEMPLATE.findall(read(path)) for name in pair if name}
    pages = [path for room in ("praxia", "profiling", "research", "imaging", "chat") for path in ours(room, "*.py")]
    named = {name for path in pages for name in PYTHON_TEMPLATE.findall(read(path))} - {
        "html.html"
    }  # the end of a name
    return found | BY_CONVENTION | named


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_compiles(name):
    get_template(name)


def test_every_named_template_is_there():
    for name in sorted(named_templates()):
        get_template(name)


def test_every_template_is_named():
    assert templates() - named_templates() == set()


def static_files() -> set[Path]:
    return {path for path in ours("static") if path.suffix in (".css", ".js", ".svg", ".png", ".ico", ".woff2")}


def named_static() -> set[Path]:
    tags = {STATIC / name for path in ours("templates") for name in NAMED_STATIC.findall(read(path))}
    scripts = [path for path in ours("static", "*.js") if "vendor" not in path.parts]
    imports = {(path.parent / name).resolve() for path in scripts for name in SCRIPT_IMPORT.findall(read(path))}
    return tags | imports


def test_every_named_style_and_script_is_there():
    assert named_static()
    assert [path for path in named_static() if not path.exists()] == []


def test_every_style_and_script_is_named():
    assert static_files() - named_static() == set()


@pytest.mark.parametrize("page", ours(".", "*.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_point_at_what_is_there(page):
    """Links from the page's own folder, and paths in backticks from the root of the checkout or of the page."""
    text = read(page)
    links = [name for name in LINK.findall(text) if not (page.parent / name).exists()]
    paths = [
        name
        for name in PATH_IN_BACKTICKS.findall(text)
        if not any((base / name).exists() for base in (ROOT, ROOT / "praxia", page.parent))
    ]
    assert links + paths == []


def test_comments_point_at_documents_that_are_there():
    named = {
        (str(path.relative_to(ROOT)), name)
        for path in ours(".")
        if path.suffix in (".py", ".txt", ".toml", ".yml", ".conf") or path.name in ("Makefile", "Dockerfile")
        for name in re.findall(r"docs/[\w-]+\.md", read(path))
    }
    assert {(path, name) for path, name in named if not (ROOT / name).exists()} == set()
