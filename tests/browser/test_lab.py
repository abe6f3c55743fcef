"""What a student sees: lessons and live views in JupyterLab, in Chromium."""

import io
import re
from collections.abc import Iterator

import pytest
import torch
from driver import ROOT, TEXTS, Lab, Notebook, contrast
from PIL import Image
from playwright.sync_api import Locator

from course import metrics

pytestmark = pytest.mark.slow

# Both run in the kernel and in this process, to compare what the page shows.
TEN = """
import torch
from course.data import load
fashion = load("fashion")
names, images, y = fashion.classes, fashion.test.images, fashion.test.labels
pixels = fashion.train.images.flatten(1) / 255
kinds = torch.nn.functional.one_hot(fashion.train.labels).float()
ridge = torch.linalg.solve(pixels.T @ pixels + 30 * torch.eye(784), pixels.T @ kinds)
logits = images.flatten(1) / 255 @ ridge * 8
"""
TWO = """
shirt = (y == 6).long()
p = logits.softmax(dim=1)[:, 6]
"""
TRAIN = """
import time
from torch import nn
from torch.utils.data import TensorDataset
from course.training import fit
from course.views import curve
curve.SHARE = 0.5  # of the time is spent drawing: more pictures in a short test
draw = torch.Generator().manual_seed(0)
x = torch.randn(400, 20, generator=draw)
data = TensorDataset(x, (x[:, 0] > 0).long())
class Slow(nn.Linear):
    def forward(self, x):
        time.sleep(0.02)
        return super().forward(x)
history = fit(Slow(20, 2), data, data, epochs=80, lr=0.01, watch=curve.watch(2))
"""
OTHERS = """
from torchvision import models
from course.views.explorer import show_model
from course.views.inspector import inspect_step
net, x = models.resnet18(num_classes=2), torch.randn(2, 3, 32, 32)
optimizer = torch.optim.SGD(net.fc.parameters(), lr=0.1)
show_model(net, x)
with inspect_step(net, optimizer):
    net(x).square().sum().backward()
    optimizer.step()
"""
# Waits for a picture that is not among those seen; an update makes a new element.
ANOTHER = """async (output, seen) => {
    const now = () => output.querySelector("img")?.src;
    for (const end = Date.now() + 40000; !now() || seen.includes(now());) {
        if (Date.now() > end) throw new Error("the picture does not change");
        await new Promise((done) => setTimeout(done, 50));
    }
    return now();
}"""
PICTURES = """
from course.training import History
from course.views import curve
from course.views.gallery import show_images
from course.views.thresholds import threshold_picture
threshold_picture(shirt, p, {"chosen": 0.3})
white = torch.full((1, 28, 28), 255, dtype=torch.uint8)
show_images([white, images[0], images[1]], ["white", "one", "another"], "Photos.")
losses = [1 / epoch for epoch in range(1, 11)]
runs = [History(losses, losses, losses, losses, losses, losses, epochs=10) for _ in range(4)]
curve.watch(10)(runs[0])
for k, each in enumerate(runs):
    each.val_accuracy = [0.2 * k + 0.01 * epoch for epoch in range(10)]
curve.compare({f"run {k}": each for k, each in enumerate(runs)}, 10)
"""
SHOW = "from course.views.confusion import show_confusion\n"


@pytest.fixture(scope="module")
def data() -> dict:
    names: dict = {}
    exec(TEN + TWO, names)
    return names


@pytest.fixture(scope="module")
def confusion(lab: Lab) -> Iterator[Notebook]:
    """A notebook with a matrix of ten classes in cell b, and one of two classes in cell c."""
    path = lab.write(
        "confusion.ipynb",
        TEN + SHOW,
        "show_confusion(y, logits, names, images)",
        TWO
        + 'show_confusion(shirt, p, ["another", "Shirt"], images, threshold=0.3, costs=(10, 1))',
        "import comm\nprint(len(comm.get_comm_manager().comms))",
        TRAIN,
        "print(len(history) > 1)",
        OTHERS,
        PICTURES,
    )
    notebook = lab.open(path)
    notebook.run("a", "b", "c")
    for cell in "bc":
        view(notebook, cell).wait_for()
        assert "Run this cell" not in notebook.text(cell)
    yield notebook
    assert notebook.errors == []
    notebook.page.close()


def view(notebook: Notebook, cell: str) -> Locator:
    return notebook.output(cell).locator(".course-confusion")


def matrix(notebook: Notebook, cell: str) -> list[list[float]]:
    """Return the numbers that the page shows, once the kernel has answered."""
    notebook.settle()
    rows = view(notebook, cell).locator("tbody tr").all()
    return [list(map(float, row.locator(".cell").all_inner_texts())) for row in rows]


def square(notebook: Notebook, cell: str, truth: int, guess: int) -> Locator:
    return view(notebook, cell).locator(f"tbody tr >> nth={truth}").locator(f".cell >> nth={guess}")


def test_a_click_shows_the_cells_images_by_loss(confusion, data):
    y, logits, names = data["y"], data["logits"], data["names"]
    guess = logits.argmax(dim=1)
    truth, wrong, count = metrics.most_confused(metrics.confusion(y, guess, 10))[0]
    losses = torch.nn.functional.cross_entropy(logits.double(), y, reduction="none")
    inside = [k for k in range(len(y)) if y[k] == truth and guess[k] == wrong]
    expected = sorted(inside, key=lambda k: -losses[k])
    seen = view(confusion, "b")
    square(confusion, "b", truth, wrong).click()
    items = seen.locator(".images li")
    items.first.wait_for()
    heading = f"{names[truth]} taken for {names[wrong]}: {count} images, highest loss first"
    assert seen.locator(".images h4").inner_text() == heading
    assert [int(item.get_attribute("data-index")) for item in items.all()] == expected[:12]
    assert f"loss {losses[expected[0]]:.2f}" in items.first.inner_text()
    # The pixels on the screen are the image's own.
    drawn = items.first.locator("img").evaluate(
        """async (img) => {
            await img.decode();
            const canvas = new OffscreenCanvas(28, 28).getContext("2d");
            canvas.drawImage(img, 0, 0);
            const pixels = Array.from(canvas.getImageData(0, 0, 28, 28).data);
            return pixels.filter((_, i) => i % 4 === 0);
        }"""
    )
    assert drawn == data["images"][expected[0]].flatten().tolist()
    seen.get_by_role("button", name="show more").click()
    confusion.settle()
    assert [int(item.get_attribute("data-index")) for item in items.all()] == expected[:24]


def test_keys_move_and_choose_without_moving_in_the_notebook(confusion, data):
    page, names = confusion.page, data["names"]

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    def at(truth: int, guess: int) -> bool:
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        return label.startswith(f"truth {names[truth]}, prediction {names[guess]}: ")

    square(confusion, "b", 0, 0).click()
    active = page.evaluate("panel.content.activeCellIndex")
    press("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp")
    assert at(1, 0)
    press("End")
    assert at(1, 9)
    press("Home", "ArrowRight", "Enter")
    heading = view(confusion, "b").locator(".images h4")
    heading.get_by_text(f"{names[1]}, correct").wait_for()
    press("ArrowDown", "Space")
    heading.get_by_text(f"{names[2]} taken for {names[1]}").wait_for()
    assert at(2, 1)
    press("Tab")  # out of the matrix, to the list of the most frequent confusions
    text = page.evaluate("document.activeElement.textContent")
    press("Enter")
    heading.get_by_text(text).wait_for()
    assert page.evaluate("panel.content.activeCellIndex") == active
    assert page.evaluate("panel.content.mode") == "command"
    assert page.evaluate("panel.content.widgets.length") == 8


def test_the_matrix_can_be_normalised_in_three_ways(confusion, data):
    counts = metrics.confusion(data["y"], data["logits"].argmax(dim=1), 10)
    choice = view(confusion, "b").get_by_label("normalise by")
    for of in ("prediction", "truth"):
        choice.select_option(of)
        seen = torch.tensor(matrix(confusion, "b")).double()
        torch.testing.assert_close(seen, 100 * metrics.shares(counts, of), atol=0.06, rtol=0)
    choice.select_option("none")
    assert matrix(confusion, "b") == counts.tolist()
    choice.select_option("truth")


def test_the_threshold_changes_all_numbers_but_not_their_sum(confusion, data):
    seen = view(confusion, "c")
    seen.get_by_label("normalise by").select_option("none")
    slider = seen.get_by_role("slider", name="threshold")
    points = seen.locator(".point")
    places = set()
    for threshold in ("0.05", "0.12", "0.5", "1"):
        slider.fill(threshold)
        at = metrics.counts_at(data["shirt"], data["p"].double(), float(threshold))
        assert matrix(confusion, "c") == [[at.tn, at.fp], [at.fn, at.tp]]
        found = seen.locator("[data-number]").all()
        numbers = {each.get_attribute("data-number"): each.inner_text() for each in found}
        four = {"TP": at.tp, "FP": at.fp, "FN": at.fn, "TN": at.tn}
        assert {name: int(numbers[name]) for name in four} == four
        assert sum(four.values()) == len(data["y"])
        for name, value in (("precision", at.precision), ("recall", at.recall), ("F1", at.f1)):
            assert numbers[name] == ("–" if value != value else f"{value:.3f}")
        assert f"TP {at.tp}" in slider.get_attribute("aria-valuetext")
        places.add(points.evaluate_all("all => all.map(p => p.getAttribute('cx')).join()"))
    # At 1 nothing is called a shirt: there is no precision, and no point on its curve.
    assert len(places) == 4 and not points.nth(1).is_visible()
    slider.focus()
    confusion.page.keyboard.press("ArrowLeft")
    confusion.settle()
    assert slider.get_attribute("aria-valuetext").startswith("0.99: TP ")
    slider.fill("0.3")


def test_costs_move_the_cheapest_threshold(confusion, data):
    seen = view(confusion, "c")
    slider = seen.get_by_role("slider", name="threshold")
    missed, alarm = (
        seen.get_by_role("spinbutton", name=name)
        for name in ("a missed Shirt costs", "a false alarm costs")
    )
    use = seen.get_by_role("button", name="use ")
    scores = data["p"].double()

    def total(threshold: float, costs: tuple[float, float]) -> float:
        at = metrics.counts_at(data["shirt"], scores, threshold)
        return costs[0] * at.fn + costs[1] * at.fp

    def shown() -> str:
        confusion.settle()
        return seen.locator("[data-number='total cost']").inner_text()

    slider.fill("0.5")
    places = set()
    for costs in ((10, 1), (1, 1), (1, 20)):
        missed.fill(str(costs[0]))
        alarm.fill(str(costs[1]))
        assert shown() == f"{total(0.5, costs):,.10g}"
        least = min(total(each.item(), costs) for each in [*scores.unique(), torch.tensor(2.0)])
        assert (
            f"Cheapest, marked ▲: {least:,.10g} at threshold " in seen.locator(".sum").inner_text()
        )
        places.add(seen.locator(".mark").evaluate("it => it.getBoundingClientRect().x"))
        use.click()
        assert shown() == f"{least:,.10g}"
        assert total(float(slider.get_attribute("aria-valuetext").split(":")[0]), costs) == least
        slider.fill("0.5")
    assert len(places) == 3
    missed.focus()
    confusion.page.keyboard.press("ArrowUp")
    assert shown() == f"{total(0.5, (2, 20)):,.10g}"
    before = shown()
    for wrong in ("-1", ""):
        missed.fill(wrong)
        assert shown() == before and missed.get_attribute("aria-invalid") == "true"
        assert "A cost is a number, 0 or more." in seen.inner_text()
    missed.fill("0.5")
    assert shown() == f"{total(0.5, (0.5, 20)):,.10g}"
    missed.fill("10")
    alarm.fill("1")
    assert missed.get_attribute("aria-invalid") == "false"
    slider.fill("0.3")
    assert shown() == f"{total(0.3, (10, 1)):,.10g}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_is_readable_in_both_themes(confusion, theme):
    confusion.theme(theme)
    for cell, truth, guess in (("b", 6, 0), ("c", 0, 1)):
        square(confusion, cell, truth, guess).click()
        confusion.settle()
        confusion.shot(view(confusion, cell), f"confusion-{'abcd'.index(cell)}-{theme}")
        texts = view(confusion, cell).evaluate(TEXTS)
        assert len(texts) > 30
        assert [each for each in texts if contrast(*each[1:]) < 4.5] == []
    confusion.theme("light")


def test_tables_and_trees_are_readable_in_both_themes(confusion):
    confusion.run("g")
    output = confusion.output("g")
    for theme in ("dark", "light"):
        confusion.theme(theme)
        confusion.shot(output, f"explorer-{theme}")
    opened = "all => all.querySelectorAll('details').forEach((one) => { one.open = true; })"
    output.evaluate(opened)
    for theme in ("dark", "light"):
        confusion.theme(theme)
        texts = output.locator(".jp-RenderedHTML").evaluate_all(f"all => all.flatMap({TEXTS})")
        assert len(texts) > 50
        assert [each for each in texts if contrast(*each[1:]) < 4.5] == []


def test_pictures_follow_the_theme(confusion):
    confusion.run("h")
    pictures = confusion.output("h").locator("img")
    drawn = {}
    for theme, ground in (("light", (255, 255, 255)), ("dark", (17, 17, 17))):
        confusion.theme(theme)
        confusion.shot(confusion.output("h"), f"pictures-{theme}")
        assert pictures.count() == 4
        for k in range(4):
            drawn[theme, k] = shot(pictures.nth(k))
            # Not at the top, where JupyterLab's toolbar has its shadow.
            assert drawn[theme, k].getpixel((3, drawn[theme, k].height * 3 // 4)) == ground
    page = confusion.output("h").evaluate("it => getComputedStyle(it).backgroundColor")
    assert page in ("rgba(0, 0, 0, 0)", "rgb(17, 17, 17)")
    photos = [drawn[theme, 1] for theme in ("light", "dark")]
    middle = photos[0].width // 6, photos[0].height * 3 // 5  # of the white image
    assert photos[0].getpixel(middle) == photos[1].getpixel(middle) == (255, 255, 255)
    assert confusion.output("h").locator("style[class^=course-theme]").count() == 4
    confusion.theme("light")


def shot(picture: Locator) -> Image.Image:
    return Image.open(io.BytesIO(picture.screenshot())).convert("RGB")


def test_running_again_leaves_nothing_behind(confusion):
    comms = confusion.run("d")
    for _ in range(15):
        confusion.run("b")
    view(confusion, "b").wait_for()
    assert confusion.run("d") == comms
    assert confusion.page.locator(".course-confusion").count() == 2


def test_the_table_is_still_there_without_a_kernel(lab, confusion):
    confusion.command("docmanager:save")
    stored = (lab.folder / "confusion.ipynb").read_text()
    assert "widget" not in stored
    (lab.folder / "reopened.ipynb").write_text(stored)
    notebook = lab.open("reopened.ipynb", kernel=False)
    for cell in "bc":
        notebook.output(cell).locator("table").wait_for()
        text = notebook.text(cell)
        assert "recall" in text and "accuracy" in text
        assert "Run this cell to click on the matrix." in text
        assert not re.search("loading|widget|error", text, re.IGNORECASE)
    assert notebook.page.locator(".course-confusion").count() == 0
    for theme in ("dark", "light"):
        notebook.theme(theme)
        notebook.shot(notebook.output("b"), f"static-{theme}")
        texts = notebook.output("b").locator("table").evaluate(TEXTS)
        assert [each for each in texts if contrast(*each[1:]) < 4.5] == []
    notebook.page.close()


def test_a_lesson_refuses_a_wrong_answer_and_accepts_a_right_one(lab):
    notebook = lab.open("00_start_here/00_start_here.ipynb")
    exercise = "00-best-class"
    notebook.run_to(exercise)
    answers = ROOT / "tests" / "answers" / "00_start_here" / exercise
    notebook.write(exercise, (answers / "wrong_over-the-batch.py").read_text())
    wrong = notebook.run(exercise, f"{exercise}-test")
    assert wrong.startswith("✗") and "[over-the-batch]" in wrong and "Traceback" not in wrong
    notebook.shot(notebook.cell(f"{exercise}-test"), "wrong-answer")
    notebook.write(exercise, (answers / "right_argmax.py").read_text())
    assert notebook.run(exercise, f"{exercise}-test").startswith("✓")
    assert notebook.errors == []
    notebook.page.close()


def test_the_curve_changes_during_training_and_stays_after_an_interrupt(confusion):
    confusion.start("e")
    pictures: list[str] = []
    while len(pictures) < 3:
        pictures.append(confusion.output("e").evaluate(ANOTHER, pictures))
        assert confusion.output("e").locator("img").count() == 1
    confusion.page.get_by_role("button", name="Interrupt the kernel").click()
    confusion.output("e").get_by_text("best epoch").wait_for()
    assert confusion.run("f").strip() == "True"
    assert "stopped after" in confusion.text("e")
    assert not re.search("Traceback|KeyboardInterrupt|Error", confusion.text("e"))
    kinds = {kind for output in confusion.stored("e") for kind in output.get("data", ())}
    assert kinds == {"image/png", "text/html", "text/plain"}
    confusion.shot(confusion.output("e"), "curve")


def test_the_views_work_again_after_a_reload(lab, confusion):
    confusion.command("docmanager:save")
    confusion.open(lab.url, "confusion.ipynb")
    for cell in "bc":
        view(confusion, cell).wait_for()
    square(confusion, "b", 6, 0).click()
    view(confusion, "b").locator(".images li").first.wait_for()


def test_the_tables_return_after_a_restart(
    confusion,
):  # last: the kernel forgets everything
    confusion.wait("() => panel.sessionContext.session.kernel.restart()")
    for cell in "bc":
        confusion.output(cell).locator("table").get_by_text("recall").wait_for()
        assert view(confusion, cell).count() == 0
