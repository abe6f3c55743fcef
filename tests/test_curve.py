"""The training curve: what is drawn and when, what is printed, and what an interrupt keeps."""

import gc
import time

import pytest
import torch
from matplotlib.figure import Figure
from torch import nn
from torch.utils.data import TensorDataset

from course.training import History, fit, fit_each
from course.views import curve, style


@pytest.fixture
def shown(monkeypatch, inside) -> list[tuple[str, dict]]:
    """Pretend to be in a notebook; collect new pictures and updates of old ones."""
    bundles: list[tuple[str, dict]] = []

    class Handle:
        def update(self, bundle: dict, raw: bool) -> None:
            bundles.append(("update", bundle))

    def display(bundle: dict, raw: bool, display_id: bool = False) -> Handle:
        bundles.append(("new" if "image/png" in bundle else "theme", bundle))
        return Handle()

    monkeypatch.setattr(curve, "display", display)
    monkeypatch.setattr(style, "display", display)
    return bundles


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """Collect the title of each picture."""
    titles: list[str] = []
    draw = curve._Curve.draw

    def note(self: curve._Curve, history: History) -> Figure:
        figure = draw(self, history)
        titles.append(self.title.get_text())
        return figure

    monkeypatch.setattr(curve._Curve, "draw", note)
    return titles


@pytest.fixture
def data() -> TensorDataset:
    x = torch.randn(60, 8, generator=torch.Generator().manual_seed(0))
    return TensorDataset(x, (x[:, 0] > 0).long())


def train(data: TensorDataset, epochs: int, **options: object) -> History:
    torch.manual_seed(0)
    return fit(nn.Linear(8, 2), data, data, epochs=epochs, lr=0.1, **options)


def test_one_picture_is_redrawn_and_text_is_printed_at_the_end(
    data, shown, drawn, monkeypatch, capsys
):
    monkeypatch.setattr(curve, "PAUSE", 0)
    monkeypatch.setattr(curve, "SHARE", 1e9)
    train(data, 4, watch=curve.watch(classes=2))
    assert [kind for kind, _ in shown] == ["new", "theme", "update", "update", "update"]
    assert len({bundle.get("image/png") for _, bundle in shown}) == 5
    assert drawn[0].startswith("epoch 1 of 4 · about ") and drawn[0].endswith(" s left")
    assert drawn[-1].startswith("4 epochs · best epoch ")
    out = capsys.readouterr().out
    first, second = out.splitlines()
    assert first.startswith("4 epochs · best epoch ")
    assert first.endswith(" · chance: loss 0.693, accuracy 50.0%")
    assert second.startswith("training loss ") and " · validation loss " in second


def test_a_short_training_is_drawn_once_at_its_end(data, shown, drawn):
    train(data, 3, watch=curve.watch())
    assert [kind for kind, _ in shown] == ["new", "theme"] and drawn[0].startswith("3 epochs")


def test_drawing_takes_a_limited_share_of_the_time(shown, drawn, monkeypatch):
    clock = iter(range(10_000))
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    watch, history = curve.watch(), History(epochs=1000)
    for epoch in range(200):
        for name in ("train_loss", "train_accuracy", "seconds"):
            getattr(history, name).append(1 / (epoch + 1))
        watch(history)
    # Each reading of the clock adds a second, so a picture takes one second: SHARE is the limit.
    assert 2 <= len(drawn) <= 200 * curve.SHARE + 1


def test_an_interrupt_keeps_the_picture_and_raises_nothing(data, shown, drawn, capsys):
    watch = curve.watch()

    def stop(history: History) -> None:
        watch(history)
        if len(history) == 2 and not history.interrupted:
            raise KeyboardInterrupt

    history = train(data, 9, watch=stop)
    assert history.interrupted and len(history) == 2
    assert drawn[-1].startswith("stopped after 2 of 9 epochs")
    assert "stopped after 2 of 9 epochs" in capsys.readouterr().out.splitlines()[-2]


def test_outside_a_notebook_only_text_is_printed(data, capsys):
    train(data, 2, watch=curve.watch())
    assert capsys.readouterr().out.startswith("2 epochs")


def test_the_picture_shows_the_history_and_the_chance_lines(data, shown, monkeypatch):
    made: list[curve._Curve] = []
    monkeypatch.setattr(
        curve, "_Curve", lambda *args, kind=curve._Curve: made.append(kind(*args)) or made[-1]
    )
    history = train(data, 6, watch=curve.watch(classes=2))
    (picture,) = made
    assert list(picture.lines["val", "loss"].get_ydata()) == history.val_loss
    assert picture.best["loss"].get_xdata()[0] == history.best_epoch
    texts = [text.get_text() for axes in picture.panels.values() for text in axes.texts]
    assert {"training", "validation", "best", "chance: ln 2 = 0.69", "chance: 50.0%"} <= {*texts}
    low, high = picture.panels["loss"].get_ylim()
    assert low == 0 and max(*history.train_loss, *history.val_loss) < high


def test_a_loss_of_nan_can_be_drawn(shown):
    broken = History([float("nan")] * 2, [0.1] * 2, seconds=[1.0] * 2, epochs=2)
    curve.watch(3)(broken)
    curve.compare({"broken": broken}, 3)
    assert [kind for kind, _ in shown] == ["new", "theme"] * 2


def test_several_runs_are_compared(data, shown, capsys):
    curve.compare({"short": train(data, 2), "long": train(data, 5)}, classes=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0].strip() for line in lines] == ["short", "long"]
    assert "5 epochs · best epoch " in lines[1] and [kind for kind, _ in shown] == ["new", "theme"]
    for wrong in ({}, {"none": History()}):
        with pytest.raises(ValueError, match="at least one run of one epoch"):
            curve.compare(wrong)


@pytest.mark.parametrize("best", range(1, 13))
def test_the_line_of_the_best_epoch_does_not_cross_the_name_of_chance(best):
    losses = [1 + abs(epoch - best) / 10 for epoch in range(1, 13)]
    history = History(losses, losses, [], [], [0.1] * 12, [1.0] * 12, epochs=12)
    drawn = curve._Curve(12, 10, validated=False)
    style.png(drawn.draw(history))
    for side, axes in drawn.panels.items():
        box = drawn.chance[side].get_window_extent()
        frame = axes.get_window_extent()
        line = axes.transData.transform((best, 0))[0]
        assert not box.x0 - 1 < line < box.x1 + 1
        assert frame.x0 < box.x0 and box.x1 < frame.x1


def rates(*names: str) -> dict[str, tuple[nn.Module, torch.optim.Optimizer]]:
    torch.manual_seed(0)
    models = {name: nn.Linear(8, 2) for name in names}
    return {
        name: (model, torch.optim.SGD(model.parameters(), 0.1)) for name, model in models.items()
    }


def test_several_runs_are_drawn_in_one_picture_while_they_go_on(data, shown, capsys):
    watch = curve.watch_each(classes=2)
    printed = []

    def note(histories: dict[str, History]) -> None:
        watch(histories)
        printed.append(capsys.readouterr().out)

    fit_each(rates("stale", "rebuilt"), data, data, epochs=3, watch=note)
    assert [kind for kind, _ in shown] == ["new", "theme", "update", "update"]
    assert len({bundle["image/png"] for kind, bundle in shown if kind != "theme"}) == 3
    assert printed[:2] == ["", ""]  # the text is for the end
    lines = printed[2].splitlines()
    assert [line.split()[0] for line in lines] == ["stale", "rebuilt"]
    assert all("3 epochs · best epoch " in line for line in lines)


def test_runs_that_are_interrupted_keep_their_picture(data, shown, capsys):
    watch = curve.watch_each()

    def stop(histories: dict[str, History]) -> None:
        watch(histories)
        if len(histories["a"]) == 2 and not histories["a"].interrupted:
            raise KeyboardInterrupt

    histories = fit_each(rates("a", "b"), data, epochs=9, watch=stop)
    assert [len(run) for run in histories.values()] == [2, 2]
    assert [kind for kind, _ in shown] == ["new", "theme", "update", "update"]
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("Interrupted in epoch 2 of 9") and out[1].startswith("a  2 epochs")


def test_outside_a_notebook_several_runs_are_only_printed(data, capsys):
    fit_each(rates("a", "b"), data, epochs=2, watch=curve.watch_each())
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_hundred_reruns_leave_no_figure_behind(data, shown):
    def figures() -> int:
        gc.collect()
        return sum(type(each) is Figure for each in gc.get_objects())

    train(data, 1, watch=curve.watch())
    before = figures()
    for _ in range(100):
        train(data, 1, watch=curve.watch())
        shown.clear()
    assert figures() <= before
