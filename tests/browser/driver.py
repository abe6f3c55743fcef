"""Use JupyterLab like a person: open notebooks, run cells, read what they show."""

import os
import re
import shutil
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds to wait for what takes a few on an idle machine
# Sets window.panel to the open notebook, once its kernel can answer.
READY = """async (path) => {
    const app = window.jupyterapp;
    await app.restored;
    while (app.shell.currentWidget?.context?.path !== path)
        await new Promise((done) => setTimeout(done, 50));
    const panel = app.shell.currentWidget;
    await panel.revealed;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session?.kernel?.info;
    window.panel = panel;
}"""
NO_KERNEL = """async (path) => {
    await window.jupyterapp.restored;
    const kernelPreference = { shouldStart: false, autoStartDefault: false };
    window.panel = await window.jupyterapp.commands.execute("docmanager:open",
        { path, factory: "Notebook", kernelPreference });
    await panel.revealed;
}"""
# Returns each visible text with its colour and the colour behind it.
TEXTS = r"""(root) => {
    const solid = (colour) => !/transparent|rgba\(.*, 0\)|\/ 0\)/.test(colour);
    const texts = [];
    for (const each of root.querySelectorAll("*")) {
        if (![...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
        if (!each.checkVisibility()) continue;
        let ground = each;
        while (!solid(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
        const ink = each instanceof SVGElement ? "fill" : "color";
        const colours = [getComputedStyle(each)[ink], getComputedStyle(ground).backgroundColor];
        texts.push([each.textContent, ...colours]);
    }
    return texts;
}"""
# What the kernel sends is in order, so all that came before this has arrived when this is done.
ANSWERED = """async () => {
    await panel.sessionContext.session.kernel.requestExecute({code: "", silent: true}).done;
}"""
RUN = """async (index) => {
    panel.content.activeCellIndex = index;
    await jupyterapp.commands.execute("notebook:run-cell");
}"""


class Notebook:
    """A notebook that is open in the browser."""

    def __init__(self, page: Page, shots: Path) -> None:
        self.page, self.shots = page, shots
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(f"{error}\n{error.stack}"))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        # JupyterLab's own debugger complains when a kernel restarts.
        if message.type == "error" and "debugger state" not in message.text:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def open(self, url: str, path: str, kernel: bool = True) -> "Notebook":
        """Open it in a fresh workspace, and wait for its kernel unless it is opened without one."""
        # If another page uses the same workspace, JupyterLab loads the page a second time.
        place = f"/lab/workspaces/{Path(path).stem}" + (f"/tree/{path}" if kernel else "")
        self.page.goto(f"{url}{place}?reset", wait_until="domcontentloaded")
        self.page.wait_for_function("window.jupyterapp !== undefined")
        self.wait(READY if kernel else NO_KERNEL, path)
        return self

    def wait(self, script: str, argument: object = None, times: int = 1) -> None:
        """Run a script that waits for something; fail if it takes ``times`` as long as a cell."""
        seconds = times * PATIENCE
        late = f"new Error('Nothing happened within {seconds} s.')"
        end = f"new Promise((_, fail) => setTimeout(() => fail({late}), {1000 * seconds}))"
        self.page.evaluate(
            f"(it) => Promise.race([({script})(it).then(() => null), {end}])", argument
        )

    def index(self, cell: str) -> int:
        """Return the place of the cell with this id."""
        ids = self.page.evaluate("Array.from(panel.content.widgets, w => w.model.id)")
        return ids.index(cell)

    def cell(self, cell: str) -> Locator:
        return self.page.locator(f".jp-Notebook .jp-Cell >> nth={self.index(cell)}")

    def output(self, cell: str) -> Locator:
        return self.cell(cell).locator(".jp-Cell-outputWrapper")

    def write(self, cell: str, source: str) -> None:
        """Replace the source of the cell, as if it had been typed."""
        set_source = "([i, text]) => panel.content.widgets[i].model.sharedModel.setSource(text)"
        self.page.evaluate(set_source, [self.index(cell), source])

    def source(self, cell: str) -> str:
        read = "(i) => panel.content.widgets[i].model.sharedModel.getSource()"
        return self.page.evaluate(read, self.index(cell))

    def run(self, *cells: str) -> str:
        """Run these cells, wait for the last one, and return the text of its output."""
        for cell in cells:
            self.wait(RUN, self.index(cell))
        return self.text(cells[-1])

    def run_to(self, cell: str) -> None:
        """Run the code cells above this one."""
        code = (
            "Array.from(panel.content.widgets).filter(w => w.model.type === 'code')"
            ".map(w => w.model.id)"
        )
        before = self.index(cell)
        self.run(*(each for each in self.page.evaluate(code) if self.index(each) < before))

    def start(self, cell: str) -> None:
        """Start a cell without waiting for it."""
        self.page.evaluate(f"(index) => {{ ({RUN})(index); }}", self.index(cell))

    def text(self, cell: str) -> str:
        found = self.output(cell)
        return found.inner_text() if found.count() else ""

    def stored(self, cell: str) -> list[dict]:
        """Return the outputs as JupyterLab would save them."""
        return self.page.evaluate(
            "(i) => panel.content.widgets[i].model.sharedModel.getOutputs()", self.index(cell)
        )

    def command(self, name: str, **options: object) -> None:
        self.page.evaluate("([n, o]) => jupyterapp.commands.execute(n, o)", [name, options])

    def settle(self) -> None:
        """Wait until the kernel has answered all messages and the page shows the answers."""
        self.wait(ANSWERED)
        self.page.evaluate("new Promise((f) => requestAnimationFrame(() => setTimeout(f, 50)))")

    def theme(self, name: str) -> None:
        """Change to the theme "light" or "dark"."""
        self.command("apputils:change-theme", theme=f"JupyterLab {name.title()}")
        light = "true" if name == "light" else "false"
        self.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
        # JupyterLab fails if the theme changes again while its splash screen is still there.
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def shot(self, place: Locator, name: str) -> None:
        """Save a picture; with COURSE_SCREENSHOTS in that folder, for the README."""
        place.scroll_into_view_if_needed()
        place.screenshot(path=self.shots / f"{name}.png")

    def shot_cells(self, first: str, last: str, name: str) -> None:
        """Save a picture of neighbouring cells, from the top of one to the bottom of another."""
        self.cell(first).scroll_into_view_if_needed()
        self.cell(last).scroll_into_view_if_needed()
        top, bottom = self.cell(first).bounding_box(), self.cell(last).bounding_box()
        clip = top | {"height": bottom["y"] + bottom["height"] - top["y"]}
        self.page.screenshot(path=self.shots / f"{name}.png", clip=clip)


class Lab:
    def __init__(self, url: str, folder: Path, browser: Browser, shots: Path) -> None:
        self.url, self.folder = url, folder
        self.shots = Path(os.environ.get("COURSE_SCREENSHOTS") or shots)
        self.shots.mkdir(parents=True, exist_ok=True)
        size = {"width": 1280, "height": 1300}
        self.context = browser.new_context(viewport=size, device_scale_factor=1.5)
        self.context.set_default_timeout(1000 * PATIENCE)
        self.context.set_extra_http_headers({"Authorization": "token test"})
        self.blank = self.context.new_page()

    def open(self, path: str, kernel: bool = True) -> Notebook:
        return Notebook(self.context.new_page(), self.shots).open(self.url, path, kernel)

    def write(self, name: str, *sources: str) -> str:
        """Write a notebook with these code cells, with the ids a, b, c …; return its path."""
        cells = [
            nbformat.v4.new_code_cell(source, id=chr(97 + i)) for i, source in enumerate(sources)
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.folder / name)
        return name


def chromium() -> str | None:
    """Return an installed browser; None if only playwright's own may be there."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    places = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    return next(filter(None, map(shutil.which, [*names, *places])), None)


def contrast(ink: str, ground: str) -> float:
    """Return the contrast of two colours, such as ``rgb(1, 2, 3)`` or ``color(srgb 0.1 0 1)``.

    The first may be transparent.
    """

    def parts(colour: str) -> tuple[list[float], float]:
        red, green, blue, *alpha = map(float, re.findall(r"-?[\d.]+(?:e-?\d+)?", colour))
        scale = 1 if colour.startswith("color(srgb") else 255
        return [red / scale, green / scale, blue / scale], alpha[0] if alpha else 1.0

    def luminance(colour: list[float]) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    (front, alpha), (behind, solid) = parts(ink), parts(ground)
    assert solid == 1, f"{ground} is transparent"
    mixed = [alpha * a + (1 - alpha) * b for a, b in zip(front, behind, strict=True)]
    low, high = sorted(map(luminance, (mixed, behind)))
    return (high + 0.05) / (low + 0.05)
