"""The confusion view: what it computes, its static part, and that it leaves nothing behind."""

import gc
import html
import json
import math
import tracemalloc

import pytest
import torch
from PIL import Image

from course import metrics
from course.grading.feedback import clean_html
from course.views import confusion, prices, style
from course.views.confusion import show_confusion
from course.views.results import CURVE, _thinned, read

NAMES = ["ant", "bee", "<cat>"]
LOGITS = torch.tensor([[3.0, 0, 0], [0, 3, 0], [1, 2, 0], [0, 1, 0], [0, 0, 9], [4, 0, 0]])
TRUTH = [0, 1, 0, 0, 1, 0]


@pytest.fixture
def shown(monkeypatch, inside) -> list[str]:
    """Pretend to be in a notebook, and collect the HTML that is displayed."""
    pages: list[str] = []
    monkeypatch.setattr(style, "display", lambda data, raw: pages.append(data["text/html"]))
    return pages


@pytest.fixture
def cell(monkeypatch):
    """Pretend that JupyterLab runs a cell: call it with the cell's id before each execution."""
    from comm import get_comm_manager

    from course.page import live

    executions = iter(range(10_000))
    now = ["", ""]

    def run(name: str) -> None:
        now[:] = name, str(next(executions))

    monkeypatch.setattr(confusion, "running_cell", lambda: tuple(now))
    run.comms = get_comm_manager().comms
    yield run
    for name in list(live._alive):
        live._close(name)
    assert not run.comms


def view(results, normalise="truth", threshold=0.5, cell=None, shown=12):
    return results.view(normalise, threshold, cell, shown)


def texts(drawn) -> list[list[str]]:
    return [[each["text"] for each in row] for row in drawn["cells"]]


def test_without_a_notebook_the_numbers_are_printed(capsys):
    assert show_confusion(TRUTH, LOGITS, NAMES) is None
    assert capsys.readouterr().out == (
        "3 of 6 images classified correctly: accuracy 0.500.\n"
        "Recall: ant 0.50, bee 0.50, <cat> –.\n"
        "Most confused: ant taken for bee: 2; bee taken for <cat>: 1.\n"
    )


def test_without_a_browser_a_table_is_shown(shown, capsys):
    show_confusion(TRUTH, LOGITS, NAMES, normalise="none")
    (page,) = shown
    assert page.startswith("<table") and "<script" not in page and "data-course" not in page
    assert "rgba" not in page and html.escape(NAMES[2]) in page and NAMES[2] not in page
    show_confusion(TRUTH, LOGITS, NAMES, normalise="none")
    assert shown[1] == page  # the same on every run
    assert "accuracy" in capsys.readouterr().out


def test_three_ways_to_normalise():
    results = read(TRUTH, LOGITS, NAMES)
    assert texts(view(results, "none")) == [["2", "2", "0"], ["0", "1", "1"], ["0", "0", "0"]]
    rows = [["50.0", "50.0", "0.0"], ["0.0", "50.0", "50.0"], ["–", "–", "–"]]
    assert texts(view(results, "truth")) == rows
    columns = [["100.0", "66.7", "0.0"], ["0.0", "33.3", "100.0"], ["0.0", "0.0", "0.0"]]
    assert texts(view(results, "prediction")) == columns
    label = view(results, "prediction")["cells"][0][1]["label"]
    assert label == "truth ant, prediction bee: 2 images, 66.7% of this prediction"
    with pytest.raises(ValueError, match="got 'rows'"):
        view(results, "rows")


def test_the_images_of_a_cell_are_sorted_by_loss():
    results = read(TRUTH, LOGITS, NAMES, losses=[0, 1, 5, 7, 1, 9])
    chosen = view(results, cell=(0, 1), shown=1)["chosen"]
    assert [each["index"] for each in chosen["images"]] == [3] and chosen["left"] == 1
    assert chosen["heading"] == "ant taken for bee: 2 images, highest loss first"
    assert chosen["images"][0]["lines"] == ["image 3", "loss 7.00", "bee 58%"]
    assert view(results, cell=(2, 2))["chosen"]["heading"] == "<cat>, correct: 0 images"
    by_default = read(TRUTH, LOGITS, NAMES)
    expected = torch.nn.functional.cross_entropy(
        LOGITS.double(), torch.tensor(TRUTH), reduction="none"
    )
    torch.testing.assert_close(by_default.losses, expected)


def test_logits_and_probabilities_give_the_same_view():
    one, other = read(TRUTH, LOGITS, NAMES), read(TRUTH, LOGITS.softmax(dim=1), NAMES)
    assert view(one, cell=(0, 0)) == view(other, cell=(0, 0))


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.3, 0.31, 1.0])
def test_a_threshold_decides_between_two_classes(threshold):
    truth, scores = [0, 1, 1, 0, 0], [0.3, 0.3, 0.9, 0.1, 0.2]  # a threshold may equal a score
    results = read(truth, scores, ["no", "yes"])
    at = metrics.counts_at(truth, scores, threshold)
    drawn = view(results, "none", threshold)
    assert texts(drawn) == [[str(at.tn), str(at.fp)], [str(at.fn), str(at.tp)]]
    assert drawn["binary"]["counts"] == {"TP": at.tp, "FP": at.fp, "FN": at.fn, "TN": at.tn}
    for i, row in enumerate(texts(drawn)):
        for j, count in enumerate(row):
            assert len(results.found(threshold, (i, j))) == int(count)
    if at.tp + at.fp == 0:
        assert drawn["binary"]["pr"] is None and drawn["binary"]["ratios"]["precision"] == "–"
    else:
        points = [tuple(point) for point in results.curves()["pr"]]
        place = min(math.dist(drawn["binary"]["pr"], point) for point in points)
        assert place < 1e-3


def test_a_shortened_curve_keeps_its_shape():
    x = torch.linspace(0, 1, 20_000).double() ** 8  # nearly all points are on the left
    points = torch.stack([x, x**0.1], dim=1)
    short = torch.tensor(_thinned(points)).double()
    assert len(short) <= CURVE
    assert torch.cdist(points, short).min(dim=1).values.max() < 0.01


def test_curves_are_short_and_need_both_labels():
    torch.manual_seed(0)
    truth = torch.randint(0, 2, (5000,))
    curves = read(truth, torch.rand(5000), ["no", "yes"]).curves()
    assert all(100 < len(points) <= CURVE for points in curves.values())
    assert curves["roc"][0] == [0, 0] and curves["roc"][-1] == [1, 1]
    results = read([0, 0], [0.1, 0.7], ["no", "yes"])
    assert results.curves() is None and view(results)["recall"][1]["text"] == "–"


@pytest.mark.parametrize(
    "images",
    [
        torch.zeros(2, 1, 5, 4, dtype=torch.uint8),
        torch.rand(2, 3, 5, 4),
        [torch.zeros(5, 4, dtype=torch.uint8).numpy()] * 2,
        [Image.new("L", (300, 200))] * 2,
        [(torch.zeros(3, 200, 300, dtype=torch.uint8), 1)] * 2,
    ],
)
def test_images_of_every_kind_are_made_small(images):
    results = read([0, 1], [0.2, 0.6], ["no", "yes"], images)
    source = view(results, cell=(0, 0))["chosen"]["images"][0]["src"]
    assert source.startswith("data:image/") and len(source) < 5000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1], [0.1, 2.0], ["a", "b"]), "Are these logits"),
        (([0, 1], [[0.1, 0.9]], ["a", "b"]), r"got \(2,\), \(1, 2\) and 2 names"),
        (([0, 1], LOGITS[:2], ["a", "b"]), r"\(2, 3\) and 2 names"),
        (([0, 3], LOGITS[:2], NAMES), r"in 0 \.\. 2, got torch.int64 values 0 \.\. 3"),
        (([0.0, 1.0], LOGITS[:2], NAMES), "got torch.float32 values"),
        (([0, 1], LOGITS[:2] * math.nan, NAMES), "got none or a nan"),
        (([], torch.zeros(0, 3), NAMES), "got none or a nan"),
        (([0], torch.zeros(1, 50), range(50)), "at most 40 classes, got 50"),
        (([0, 1], LOGITS[:2], NAMES, None, [1.0]), "Expected 2 losses, one per label, got 1"),
        (([0, 1], LOGITS[:2], NAMES, torch.zeros(3, 1, 2, 2)), "Expected 2 images"),
        (([0, 1], LOGITS[:2], NAMES, torch.full((2, 1, 2, 2), -1.0)), "before the preprocessing"),
        (([0, 1], LOGITS[:2], NAMES, torch.zeros(2, 4, 2, 2)), r"got \(4, 2, 2\)"),
    ],
)
def test_arguments_that_do_not_fit_together_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        read(*arguments)


def test_views_and_curves_are_ready_for_json():
    results = read([0, 1], [0.0, 1.0], ["no", "yes"], torch.zeros(2, 1, 4, 4), [0, math.inf])
    for pair in (None, (0, 0), (1, 1), (1, 0)):
        json.dumps(view(results, threshold=0.5, cell=pair), allow_nan=False)
    json.dumps(results.curves(), allow_nan=False)


# --- costs ------------------------------------------------------------------------------------

# Flagged from 0.9 on: the first; from 0.6: also a false alarm; from 0.4: also the second; …
YES = [0, 1, 1, 0, 0]
SCORES = torch.tensor([0.6, 0.4, 0.9, 0.1, 0.3], dtype=torch.float64)


@pytest.mark.parametrize(
    ("costs", "totals", "threshold", "least"),
    [  # the totals above all scores, and from 0.9, 0.6, 0.4, 0.3 and 0.1 on
        ((10, 1), [20, 10, 11, 1, 2, 3], 0.4, 1),
        ((1, 10), [2, 1, 11, 10, 20, 30], 0.9, 1),
        ((1, 1), [2, 1, 2, 1, 2, 3], 0.9, 1),  # of two that cost the same, the higher
        ((0, 1), [0, 0, 1, 1, 2, 3], 0.91, 0),  # flag nothing
        ((2.5, 0), [5, 2.5, 2.5, 0, 0, 0], 0.4, 0),
    ],
)
def test_costs_at_every_threshold(costs, totals, threshold, least):
    results = read(YES, SCORES, ["no", "yes"])
    assert results._prices.totals(costs).tolist() == totals
    assert results._prices.cheapest(costs) == (pytest.approx(threshold), least)
    for at, total in zip((0.95, 0.9, 0.6, 0.4, 0.3, 0.0), totals, strict=True):
        priced = results.view("none", at, None, 12, costs)["costs"]
        assert priced["total"] == f"{total:g}"
        assert priced["at"] == [at, pytest.approx(total / max(totals))]
    assert priced["curve"][0] == [1, pytest.approx(totals[0] / max(totals), abs=1e-4)]


def test_costs_are_shown_and_printed(shown, capsys):
    lines = (
        "A missed yes costs 10, a false alarm 1: at threshold 0.50, 1 missed × 10 + 1 false alarm "
        "× 1 = 11.",
        "Cheapest threshold: 0.40, where the total is 1.",
    )
    show_confusion(YES, SCORES, ["no", "yes"], costs=(10, 1))
    printed = " ".join(capsys.readouterr().out.split())
    for line in lines:
        assert html.escape(line) in shown[0]
        assert line in printed
    show_confusion(YES, SCORES, ["no", "yes"], costs=(10, 1), threshold=0.4)
    assert "0 missed × 10 + 1 false alarm × 1 = 1." in " ".join(capsys.readouterr().out.split())
    show_confusion(YES, SCORES, ["no", "yes"])
    assert "cost" not in capsys.readouterr().out + shown[2]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.1, 0.3, 0.3),
        (0.0612, 0.0638, 0.063),
        (0.123451, 0.123479, 0.12347),
        (1.0, math.inf, 1.01),
    ],
)
def test_a_threshold_is_as_short_as_it_can_be(low, high, expected):
    assert prices.short(low, high) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("costs", "message"),
    [
        ((1, -2), "costs of 0 or more, got 1 and -2"),
        ((math.nan, 1), "costs of 0 or more, got nan and 1"),
        ((1, 2, 3), r"costs=\(missed, false_alarm\), two numbers, got \(1, 2, 3\)"),
        (5, "two numbers, got 5"),
        (("much", 1), "two numbers, got"),
    ],
)
def test_costs_that_make_no_sense_are_refused(costs, message):
    with pytest.raises(ValueError, match=message):
        show_confusion(YES, SCORES, ["no", "yes"], costs=costs)


def test_costs_are_for_two_classes_only():
    with pytest.raises(ValueError, match="Expected costs for two classes, got 3 classes"):
        show_confusion(TRUTH, LOGITS, NAMES, costs=(1, 1))


def test_feedback_keeps_the_colours_of_the_table(shown):
    show_confusion(TRUTH, LOGITS, NAMES)
    kept = clean_html(shown[0])
    assert kept.count("color-mix(in srgb") == shown[0].count("color-mix(in srgb") > 9


# --- live, without a browser ------------------------------------------------------------------


def test_a_running_cell_gets_a_view_that_answers_questions(shown, cell, monkeypatch):
    from course.page import live

    cell("one")
    show_confusion(TRUTH, LOGITS, NAMES)
    ((_, (widget,)),) = live._alive.values()
    assert f'<div data-course-view="{widget.fixed["name"]}"><table' in shown[0]
    assert shown[0].endswith("Run this cell to click on the matrix.</p></div>")
    sent = []
    monkeypatch.setattr(widget, "send", sent.append)
    question = {"normalise": "none", "threshold": 0.5, "cell": [0, 1], "shown": 12, "costs": None}
    widget._handle_custom_msg(question, [])
    widget._handle_custom_msg(question | {"normalise": "?"}, [])
    failed = "ValueError: Expected normalise to be one of"
    assert sent[0] == read(TRUTH, LOGITS, NAMES).view(**question)
    assert len(sent) == 2 and sent[1]["failed"].startswith(failed)


def test_a_hundred_reruns_leave_nothing_behind(shown, cell, capsys):
    def run() -> None:
        cell("one")
        images = torch.zeros(6, 1, 28, 28, dtype=torch.uint8)
        show_confusion(TRUTH, LOGITS, NAMES, images)
        show_confusion(TRUTH, LOGITS, NAMES, images)
        shown.clear()
        capsys.readouterr()

    for _ in range(3):
        run()
    comms = len(cell.comms)
    assert comms == 4  # two views, and a layout for each
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(100):
        run()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert len(cell.comms) == comms
    assert grown < 200_000  # one forgotten view takes 20,000 bytes


def test_only_the_latest_cells_keep_live_views(shown, cell):
    from course.page import live

    for i in range(live.CELLS + 5):
        cell(str(i))
        show_confusion(TRUTH, LOGITS, NAMES)
    assert list(live._alive) == [str(i) for i in range(5, live.CELLS + 5)]
    assert len(cell.comms) == 2 * live.CELLS
