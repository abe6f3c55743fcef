"""Pages made from graded notebooks: the feedback for a student, and formgrader's for a person.

A submission must not run anything in the browser of whoever opens such a page, make it load
anything from elsewhere, or reach the buttons of the page around it. ``configure`` in
`course/nbgrader_glue.py` gives these functions to nbconvert's HTML exporter, which nbgrader uses
for both pages. The feedback also leaves out the hidden tests, and it tells the browser to run no
script and to load nothing.
"""

import html
import re
from collections.abc import Callable
from copy import deepcopy
from urllib.parse import unquote

import bleach
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from course.markers import HIDDEN, nbgrader_metadata

MORE_TAGS = (
    "br caption col colgroup dd del details div dl dt h1 h2 h3 h4 h5 h6 hr img ins kbd mark p pre "
    "s samp small span sub summary sup table tbody td tfoot th thead tr u"
)
TAGS = bleach.ALLOWED_TAGS | set(MORE_TAGS.split())
# What the page around uses is left out: ids, form fields, and all classes but those of colours.
ATTRIBUTES = {
    "*": {"style", "title"},
    "a": {"href"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
COLOURED = re.compile(r"highlight|[a-z][a-z0-9]{0,2}")  # of Pygments
LINK = re.compile(r"#|https?://|mailto:", re.I)  # not to a file beside it, which could be a page
PICTURE = re.compile(  # in the page, or a file beside it
    r"data:image/(?:gif|jpeg|png|svg\+xml|webp);base64,[\w+/=\s]*"
    r"|(?:[\w-][\w .-]*/)*[\w-][\w .-]*\.(?:gif|jpe?g|png|svg|webp)",
    re.I,
)
MORE_CSS = (
    "background border border-bottom border-left border-radius border-right border-spacing "
    "border-style border-top border-width caption-side margin margin-bottom margin-left "
    "margin-right margin-top max-width overflow-x padding padding-bottom padding-left "
    "padding-right padding-top"
)
CSS = CSSSanitizer(ALLOWED_CSS_PROPERTIES | set(MORE_CSS.split()))
# No escapes, no comments, no functions but colours, nothing moved over its neighbours.
STYLE = re.compile(r"(?:(?:(?:rgb|hsl)a?|color-mix|var)\(|[^\\/@(\-]|-(?![\d.]))*", re.I)
CODE = re.compile(r"<(style|script)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
OFTEN_OPEN = {"br", "col", "dd", "dt", "hr", "img", "li", "p", "td", "th", "tr"}
DEEP, MANY, LONG = 40, 20_000, 50_000  # tags in one another, tags, characters of Markdown
TEXTS = ("text/html", "text/markdown", "text/latex", "text/plain")
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# One of 256 colours, or of all: chosen for one ground, and the page has two.
FIXED_COLOUR = re.compile(r"[34]8;(?:5;\d+|2;\d+;\d+;\d+)")
NUMBERED = re.compile(r"^\s*(?:-+>)?\s*\d+\s")  # how a traceback begins a line of code
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>"
)

# --- filters of nbconvert's templates -----------------------------------------------------------

# In Python's colours: the name of the language comes from the student's kernel.
highlight_code = Highlight2HTML(pygments_lexer="ipython3")


def clean_html(text: object) -> str:
    """Return the HTML of an output without anything active; unknown tags leave their text."""
    return _clean(CODE.sub("", str(text)), strip=True)


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Return a Markdown cell as HTML without anything active; unknown tags are shown as text."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    try:
        if len(source) > LONG:
            raise ValueError("too long: some patterns take quadratic time")
        return _clean(MarkdownWithMath(renderer=renderer).render(source), strip=False)
    except Exception:  # an attachment that is missing or damaged, …: one cell must not cost a page
        return _as_text(source)


def _clean(text: str, strip: bool) -> str:
    deep = deepest = 0
    for end, name in TAG.findall(text):
        if name.lower() not in OFTEN_OPEN:
            deep = max(deep - 1, 0) if end else deep + 1
            deepest = max(deepest, deep)
    if deepest > DEEP or text.count("<") + text.count("&") > MANY:
        return _as_text(text)  # the parser takes quadratic time, or meets its recursion limit
    return bleach.clean(
        text,
        tags=TAGS,
        attributes=_allowed,
        protocols={"data", "http", "https", "mailto"},
        strip=strip,
        css_sanitizer=CSS,
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return tag in ("div", "span") and bool(COLOURED.fullmatch(value))
    if name not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()):
        return False
    if name == "href":
        return bool(LINK.match(value))
    if name == "src":
        return bool(PICTURE.fullmatch(unquote(value)))
    return name != "style" or bool(STYLE.fullmatch(value))


def _as_text(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>"


# --- a preprocessor of both pages ---------------------------------------------------------------


def plain(notebook: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
    """Leave only what the templates can show safely: they write some parts without escaping."""
    notebook.metadata = NotebookNode()
    for cell in notebook.cells:
        ours = nbgrader_metadata(cell)
        named = re.fullmatch(r"[\w.-]+", str(ours.get("grade_id", "")))
        cell.metadata = NotebookNode(nbgrader=ours) if named else NotebookNode()
        if cell.cell_type == "code":
            if not isinstance(cell.execution_count, int):
                cell.execution_count = None
            cell.outputs = [_plain(each) for each in cell.outputs]
    for name in ("student", "first_name", "last_name", "notebook_path"):  # formgrader's heading
        if resources.get(name):
            resources[name] = html.escape(str(resources[name]))
    return notebook, resources


def _plain(output: NotebookNode) -> NotebookNode:
    _change(output, _few_colours)
    if "data" in output:
        # Without a widget or a script, nbconvert shows the picture or the text beside it.
        kept = {k: v for k, v in output.data.items() if k in TEXTS + PICTURES and type(v) is str}
        given = {mime: (output.metadata or {}).get(mime) for mime in PICTURES}
        sizes = {mime: _size(value) for mime, value in given.items() if isinstance(value, dict)}
        output.data, output.metadata = NotebookNode(kept), NotebookNode(sizes)
    return output


def _size(given: dict) -> NotebookNode:
    sides = {side: given.get(side) for side in ("width", "height")}
    return NotebookNode({side: value for side, value in sides.items() if type(value) is int})


def _change(output: NotebookNode, change: Callable[[str], str]) -> None:
    """Change all texts of an output; those of an unexpected type are left out."""
    for name in ("text", "evalue"):
        if name in output:
            output[name] = change(str(output[name]))
    if "traceback" in output:
        lines = output.traceback if isinstance(output.traceback, list) else []
        output.traceback = [change(str(line)) for line in lines]
    if "data" in output:
        data = output.data if isinstance(output.data, dict) else {}
        texts = {mime: change(data[mime]) for mime in TEXTS if isinstance(data.get(mime), str)}
        output.data = NotebookNode({**data, **texts})


def _few_colours(text: str) -> str:
    """Return the text, without colours if there are so many that nbconvert would take minutes."""
    return text if text.count("\x1b") <= MANY else COLOUR.sub("", text)


# --- the feedback -------------------------------------------------------------------------------


class FeedbackExporter(HTMLExporter):
    """nbconvert's exporter, for a page without hidden tests, scripts or a network.

    Its template is in `course/assets/nbconvert`; `course/grading/summary.py` fills its beginning.
    """

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **options: object
    ) -> tuple[str, dict]:
        resources = {**(resources or {}), "code_colours": code_colours()}
        notebook = without_hidden(nb)
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                _change(output, _named_colours)
        page, resources = super().from_notebook_node(notebook, resources, **options)
        return page.replace("<head>", f"<head>\n{POLICY}", 1), resources


def _named_colours(text: str) -> str:
    """Return the text with no colours but the sixteen that the page has in both themes."""
    return COLOUR.sub(lambda code: re.sub(";(?=;|m)", "", FIXED_COLOUR.sub("", code[0])), text)


def code_colours() -> str:
    """Return the CSS of highlighted code, for a light page and for a dark one."""
    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".highlight")
        for style in ("default", "github-dark")
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"


def without_hidden(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without the hidden tests, also where a traceback or an output quotes them."""
    notebook = deepcopy(notebook)
    secret: set[str] = set()
    for cell in notebook.cells:
        if nbgrader_metadata(cell).get("locked") and HIDDEN.search(cell.source):
            shown = HIDDEN.sub("", cell.source)
            secret |= {line.strip() for line in cell.source.split("\n")}
            secret -= {line.strip() for line in shown.split("\n")}
            cell.source = shown
    secret = {line for line in secret if re.search(r"\w", line)}
    if secret:
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                _change(output, lambda text: _without(text, secret))
    return notebook


def _without(text: str, secret: set[str]) -> str:
    """Replace each line that is one of these, or contains a long one."""
    long = [line for line in secret if len(line) >= 20]
    long += [html.escape(line) for line in long]
    whole = COLOUR.sub("", text)
    if not any(line in whole for line in (*secret, *long)):
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        bare = COLOUR.sub("", line)
        is_one = NUMBERED.sub("", bare).strip() in secret
        if not is_one and not any(each in bare for each in long):
            lines.append(line)
        elif lines[-1:] != ["[a hidden test]"]:
            lines.append("[a hidden test]")
    return "\n".join(lines)
