"""Make the site: the lessons, the misconceptions, the guides and the API as pages in a folder.

    python tools/make_site.py site

The lessons have the outputs of the executed solutions, but the cells that students receive, so
that no page shows an answer. Sphinx makes the pages, because it needs no network.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import check_links
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.checks.coach import ADVICE
from course.markers import nbgrader_metadata
from course.misconceptions import REGISTRY, Misconception

ROOT = Path(__file__).parents[1]
EVERYWHERE = "every lesson"  # where the registry keeps mistakes of no lesson in particular
RULE = re.compile(r'<style class="course-theme-.*?img\{filter:([^}]*)\}</style>', re.S)
AUDIT, HEADS = "course.audit", "course.heads"
LITERAL = r"(?:[^\\()\[\]*+?^$]|\\\W)+"  # a part of a regular expression that is plain text
VIEWS = ("explorer", "mismatch", "inspector", "freeze_board", "curve", "confusion")


# --- lessons ------------------------------------------------------------------------------------


def lesson_page(solution: NotebookNode, release: NotebookNode) -> NotebookNode:
    """Return a lesson for the site: the release's cells with the solution's outputs."""
    page = nbformat.v4.new_notebook(metadata={"kernelspec": solution.metadata.kernelspec})
    outputs = {cell.id: cell.get("outputs", []) for cell in solution.cells}
    for given in release.cells:
        if given.cell_type == "markdown":
            page.cells.append(nbformat.v4.new_markdown_cell(prose(given.source), id=given.id))
            continue
        cell = nbformat.v4.new_code_cell(given.source, id=given.id)
        if not nbgrader_metadata(given):  # answers and their checks: shown as handed out
            cell.outputs = list(figures(outputs[given.id]))
        if ".why(" in cell.source:
            cell.metadata.tags = ["hide-output"]
        page.cells.append(cell)
    return page


def prose(markdown: str) -> str:
    """Return the text of a cell with one title per page, and links between the pages."""
    text = re.sub(r"^# (?=★)", "## ", markdown, flags=re.M)
    return re.sub(r"\]\(\.\./(\w+)/\1\.ipynb", r"](\1.ipynb", text)


def figures(outputs: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the outputs; a picture and the rule for its dark theme become one image."""
    outputs = list(outputs)
    for output, following in zip(outputs, [*outputs, None][1:], strict=True):
        if RULE.search(output.get("data", {}).get("text/html", "")):
            continue
        rule = RULE.search((following or {}).get("data", {}).get("text/html", ""))
        if rule and "image/png" in output.get("data", {}):
            picture = "".join(output.data["image/png"].split())
            html = (
                f'<img class="figure-follows-theme" alt="A picture; the text below describes it." '
                f'style="--in-the-dark: {rule[1]}" src="data:image/png;base64,{picture}">'
            )
            yield new_output("display_data", {"text/html": html})
        else:
            yield output


# --- misconceptions -----------------------------------------------------------------------------


def plain(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text)


def messages(name: str) -> list[str]:
    """Return the parts of Python's own messages by which a check knows this mistake."""
    found = []
    for advice in ADVICE:
        if advice.misconception == name:
            parts = re.split(r"(?<!\\)\|", advice.pattern)
            literal = [part.replace("\\", "") for part in parts if re.fullmatch(LITERAL, part)]
            found += [f"{advice.error.split('|')[0]}: … {part} …" for part in literal]
    return found


def entry(each: Misconception) -> str:
    lines = [f"({each.id})=", f"## {plain(each.title)}", "", f"`[{each.id}]`", ""]
    lines += [f"What you see\n: {plain(each.symptom)}", ""]
    if said := messages(each.id):
        lines += ["Python may say\n: " + ", ".join(f"`{text}`" for text in said), ""]
    lines += [f"Why it happens\n: {plain(each.why)}", ""]
    return "\n".join(lines)


def misconceptions(titles: dict[str, str]) -> dict[str, str]:
    """Return the pages of the reference by name: one per lesson, and an index of all.

    Args:
        titles: the question of each lesson.
    """
    by_lesson: dict[str, list[Misconception]] = {}
    for each in REGISTRY.values():
        by_lesson.setdefault(each.lesson, []).append(each)
    pages, rows = {}, []
    for lesson, found in by_lesson.items():
        page = "in_every_lesson" if lesson == EVERYWHERE else lesson
        number, title = lesson[:2], titles.get(lesson, "")
        head = "# In every lesson" if lesson == EVERYWHERE else f"# Lesson {number}: {plain(title)}"
        link = f"The lesson: [{plain(title)}](../lessons/{lesson}.ipynb)\n\n" * bool(title)
        pages[page] = f"{head}\n\n{link}" + "\n".join(map(entry, found))
        rows += [
            f"| [`{each.id}`](#{each.id}) | {plain(each.title)} | {plain(each.symptom)} |"
            for each in found
        ]
    toc = "\n".join(sorted(pages))
    pages["index"] = f"""# Misconceptions

Every ✗ of a check, every finding of `course audit` and every line of `course report` ends in the
name of a mistake, in brackets. Here is what each one looks like, and why people make it.

<input id="filter" type="search" aria-label="Show only mistakes with these words"
 placeholder="Words of a message, such as size of tensor">

| Name | Mistake | What you see |
|---|---|---|
{chr(10).join(rows)}

<script src="../_static/filter.js"></script>

```{{toctree}}
:maxdepth: 1
:hidden:

{toc}
```
"""
    return pages


# --- guides and API -----------------------------------------------------------------------------


def guide(markdown: str) -> str:
    """Return a page of docs/; links to files that are no page of the site become their names."""
    return re.sub(r"\[([^\]]+)\]\(\.\./[^)]*\)", r"\1", markdown)


def api() -> dict[str, str]:
    """Return the pages of the API by name."""
    views = [f"course.views.{name}" for name in VIEWS]
    pages = {"audit": ("Find mistakes: `course.audit`", [AUDIT])}
    pages["heads"] = ("Find and replace heads: `course.heads`", [HEADS])
    pages["views"] = ("See what a model does: `course.views`", views)
    return {
        name: f"# {title}\n\n" + "\n".join(automodule(module, len(modules)) for module in modules)
        for name, (title, modules) in pages.items()
    }


def automodule(module: str, of: int) -> str:
    heading = f"## `{module}`\n\n" if of > 1 else ""
    return f"{heading}```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n```\n"


# --- the site -----------------------------------------------------------------------------------


def assemble(root: Path, folder: Path) -> None:
    """Write what Sphinx reads into an empty folder."""
    static = folder / "_static"
    static.mkdir(parents=True)
    for path in (root / "docs" / "site").iterdir():
        shutil.copy(path, static if path.suffix in (".css", ".js") else folder)
    titles = {}
    for path in sorted(root.glob("solutions/*.ipynb")):
        name = path.stem
        solved = nbformat.read(path, as_version=4)
        release = nbformat.read(root / "release" / name / f"{name}.ipynb", as_version=4)
        page = lesson_page(solved, release)
        page.cells[0].source = page.cells[0].source.replace("# ", f"# {name[:2]} · ", 1)
        write(folder / "lessons" / path.name, nbformat.writes(page))
        titles[name] = solved.cells[0].source.splitlines()[0].removeprefix("# ")
    for path in sorted(root.glob("docs/*.md")):
        write(folder / "guides" / path.name, guide(path.read_text("utf-8")))
    for picture in root.glob("docs/*.png"):
        shutil.copy(picture, folder / "guides")
    for name, text in misconceptions(titles).items():
        write(folder / "misconceptions" / f"{name}.md", text)
    for name, text in api().items():
        write(folder / "api" / f"{name}.md", text)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def main(root: Path, out: Path) -> int:
    """Make the site in a folder, check its links, and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        pages, made = Path(folder, "pages"), Path(folder, "site")
        assemble(root, pages)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        if status := subprocess.run([*command, str(pages), str(made)]).returncode:
            return status
        shutil.rmtree(made / ".doctrees", ignore_errors=True)
        if broken := list(check_links.in_site(made)):
            print("Expected links that lead somewhere, got:", *broken, sep="\n- ", file=sys.stderr)
            return 1
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(made, out)
    print(f"The site is in {out}: open {out / 'index.html'}.")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the site goes")
    sys.exit(main(ROOT, parser.parse_args().folder.absolute()))
