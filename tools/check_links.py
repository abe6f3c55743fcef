"""Check links: those of Markdown files and notebooks, and those of a site that was built.

    python tools/check_links.py            # README, CONTRIBUTING, docs and lessons
    python tools/check_links.py site       # a folder of HTML pages

Files and headings that a link names must exist. Addresses on the web are only read, not visited:
they must be https, because this works without a network.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\]\(<?([^)\s>]+)>?[^)]*\)|(?:href|src)=\"([^\"]+)\"")
CODE = re.compile(r"^(```|~~~).*?^\1|<code>.*?</code>|`[^`\n]*`", re.M | re.S)


def in_project(root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with the links of the project's own texts, a line each."""
    paths = [*root.glob("*.md"), *root.glob("docs/*.md"), *root.glob("source/*/*.ipynb")]
    for path in sorted(paths):
        for link in links(read(path)):
            if why := wrong(link, path):
                yield f"{path.relative_to(root)}: {link}: {why}"


def read(path: Path) -> str:
    """Return the Markdown of a file."""
    if path.suffix != ".ipynb":
        return path.read_text("utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def links(markdown: str) -> list[str]:
    return [match[1] or match[2] for match in LINK.finditer(CODE.sub("", markdown))]


def wrong(link: str, path: Path) -> str:
    """Say what is wrong with a link in this file; nothing if it is right."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("https", "mailto") else "expected https"
    target = path.parent / unquote(parts.path) if parts.path else path
    if not target.exists():
        return "no such file"
    if parts.fragment and parts.fragment not in anchors(target):
        return "no such heading"
    return ""


@cache
def anchors(path: Path) -> set[str]:
    """Return the names of the headings of a Markdown file or a page."""
    if path.is_dir():
        return set()
    if path.suffix == ".html":
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        return {tag["id"] for tag in soup.find_all(id=True)}
    heads = re.findall(r"^#+ (.+)$", CODE.sub(spaces, read(path)), re.M)
    return {slug(head) for head in heads}


def spaces(match: re.Match) -> str:
    """Keep code in a heading, but not a comment in a block that looks like one."""
    return "" if match[1] else match[0]


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub names it."""
    text = re.sub(r"[^\w\- ]", "", heading.lower())
    return text.strip().replace(" ", "-")


def in_site(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the links of a site's pages, and what they load from elsewhere."""
    for path in sorted(folder.rglob("*.html")):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for tag in soup.find_all(["a", "img", "script", "link"]):
            link = tag.get("href") or tag.get("src") or ""
            if link in ("", "#") or link.startswith("data:"):
                continue
            loads = tag.name in ("img", "script") or "stylesheet" in (tag.get("rel") or [])
            if loads and urlsplit(link).netloc:
                yield f"{path.relative_to(folder)}: {link}: loaded from elsewhere"
            elif why := wrong(link, path):
                yield f"{path.relative_to(folder)}: {link}: {why}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path, nargs="?", help="a folder of pages; else the project")
    site = parser.parse_args().site
    broken = list(in_site(site) if site else in_project())
    print(*broken, sep="\n")
    sys.exit(1 if broken else 0)
