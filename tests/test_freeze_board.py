"""The freeze board: each switch changes a step as PyTorch does, and the words fit what moved."""

import itertools

import pytest
import torch

from course.page import live
from course.views import freeze_board, freeze_run, style
from course.views.freeze_run import BUILD, DEFAULTS, PARTS, STEP, Step
from course.views.freeze_words import NOTHING, explain

FREE = {"order": "swap, freeze nothing", "holds": "everything"}
FROZEN = {"convs": "False", "norms": "False"}


def steps(*settings: dict[str, str]) -> list[Step]:
    """Take one step after another on one model: the first settings also say how it is built."""
    run = freeze_run.build(DEFAULTS | settings[0])
    now = DEFAULTS | settings[0]
    return [freeze_run.step(run, now := now | each, None) for each in settings]


def step(**settings: str) -> Step:
    return steps(settings)[0]


def moved(taken: Step) -> set[str]:
    return {part for part in PARTS if taken.moved[part]}


def rows(taken: Step, part: str) -> list:
    return [row for row in taken.rows if row.part == part]


def says(taken: Step, predicted: set[str] | None = None) -> str:
    taken.predicted = predicted
    return explain(taken)


# --- the order of freeze and swap ---------------------------------------------------------------


def test_freeze_then_swap_moves_the_head_and_the_statistics():
    taken = step()
    assert moved(taken) == {"head", "statistics"}
    assert all(row.norm is None and not row.trainable for row in rows(taken, "body"))
    assert "batchnorm-drifts" in taken.findings
    assert "although BatchNorm is frozen" in says(taken)
    assert {row.name for row in taken.rows if row.odd} == {
        f"body.bn{k}.running_{what}" for k in (1, 2) for what in ("mean", "var")
    }


@pytest.mark.parametrize("mode", ["train", "eval", "train, body in eval"])
def test_swap_then_freeze_stops_in_backward_after_the_forward_pass(mode):
    taken = step(order="swap, then freeze all", mode=mode)
    assert taken.error.startswith("RuntimeError: element 0 of tensors does not require grad")
    assert moved(taken) == ({"statistics"} if mode == "train" else set())
    text = says(taken)
    assert "the freeze came after the swap" in text
    assert ("already updated the running statistics" in text) == (mode == "train")


def test_freezing_everything_by_the_last_switch_does_not_blame_the_order():
    text = says(step(order="swap, freeze nothing", **FROZEN, fc="False"))
    assert text.startswith("backward() raised an error: nothing requires a gradient;")


def test_the_frozen_old_head_leaves_and_everything_is_trained():
    taken = step(order="freeze the old fc, then swap", holds="everything")
    assert moved(taken) == set(PARTS) and taken.findings == set()
    assert "Only the old fc was frozen" in says(taken)


def test_a_swap_freezes_nothing():
    taken = step(**FREE)
    assert moved(taken) == set(PARTS)
    assert says(taken) == says(taken, set(PARTS)) == NOTHING
    assert "a swap freezes nothing" in says(taken, {"head", "statistics"})


# --- what the optimizer holds -------------------------------------------------------------------


def test_an_optimizer_made_before_the_swap_never_moves_the_new_head():
    taken = steps(*[{"made": "before the swap"}] * 3)
    assert all(not one.moved["head"] for one in taken)
    assert "the optimizer holds the old fc" in says(taken[0])
    assert "a sum of 3 steps, because zero_grad() clears only what" in says(taken[2])
    sizes = [rows(one, "head")[0].norm for one in taken]
    torch.testing.assert_close(sizes[2] / sizes[0], 3.0, atol=0.2, rtol=0)
    old = [row for row in taken[0].rows if not row.part]
    assert [row.name for row in old] == ["old fc.weight", "old fc.bias"]
    assert all(row.held and row.norm is None and not row.moved and row.odd for row in old)


@pytest.mark.parametrize("made", BUILD["made"][1])
def test_trainable_tensors_that_are_not_held_get_a_gradient_and_stay(made):
    taken = step(order="swap, freeze nothing", made=made)
    assert not taken.moved["body"]
    assert all(row.trainable and row.norm and not row.held for row in rows(taken, "body"))
    text = says(taken)
    if made == "after the swap":
        assert "does not hold them" in text and taken.findings == {"live-not-held"}
    else:
        assert "holds the old fc" in text


def test_filtered_by_requires_grad():
    kept = {row.name for row in step(holds="only requires_grad").rows if row.held}
    assert kept == {"fc.weight", "fc.bias"}
    before = step(holds="only requires_grad", made="before the swap")
    assert before.error == "ValueError: optimizer got an empty parameter list"
    assert not moved(before) and "SGD refuses an empty list" in says(before)
    late = steps({"holds": "only requires_grad"}, {"convs": "True"})[1]
    assert "body.conv1.weight, body.conv2.weight got a gradient and stayed still" in says(late)


# --- train, eval --------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [{}, FREE])
def test_only_train_mode_moves_the_statistics(build):
    assert step(**build).moved["statistics"]
    for mode in ("eval", "train, body in eval"):
        taken = step(**build, mode=mode)
        assert not taken.moved["statistics"] and taken.moved["head"]
        assert taken.moved["body"] == bool(build)
    assert "eval() freezes no parameter" in says(taken) or not build


def test_eval_mode_does_not_freeze():
    assert "eval() freezes no parameter" in says(step(**FREE, mode="eval"))
    assert says(step(mode="train, body in eval")) == NOTHING
    text = says(step(mode="train, body in eval"), {"head", "statistics"})
    assert text.startswith("BatchNorm was in eval mode")


# --- gradients that are zero, old or summed -----------------------------------------------------


@pytest.mark.parametrize("push", ["momentum", "weight_decay"])
@pytest.mark.parametrize("clear", STEP["zero_grad"][1])
def test_momentum_and_weight_decay_move_a_gradient_of_zero_but_not_none(push, clear):
    on = {"momentum": "0.9"} if push == "momentum" else {"weight_decay": "0.1"}
    # The second step is the first one after the freeze.
    taken = steps(FREE | on, FROZEN | {"zero_grad": clear, "mode": "eval"})[1]
    body = rows(taken, "body")
    assert not any(row.trainable for row in body) and all(row.held for row in body)
    if clear == "set_to_none=True":
        assert all(row.norm is None for row in body) and not taken.moved["body"]
        name = push.replace("_", " ")
        assert f"has {name}, but moved nothing there" in says(taken)
    elif clear == "set_to_none=False":
        assert all(row.norm == 0 for row in body) and taken.moved["body"]
        text = says(taken)
        assert "moved although frozen: the gradient is zero, not None" in text
        assert f"and {push.replace('_', ' ')} still changed it" in text
    else:
        assert all(row.norm and "left over" in row.cells()[4] for row in body)
        assert taken.moved["body"] and "gradient from before the freeze" in says(taken)


def test_a_gradient_of_zero_alone_moves_nothing():
    taken = steps(FREE, FROZEN | {"zero_grad": "set_to_none=False", "mode": "eval"})[1]
    assert all(row.norm == 0 for row in rows(taken, "body")) and not taken.moved["body"]
    assert "plain SGD subtracts zero" in says(taken, {"body", "head"})


def test_an_old_gradient_moves_a_frozen_tensor_without_momentum_and_decay():
    taken = steps(FREE, FROZEN | {"zero_grad": "not called"}, {})
    assert taken[1].moved["body"] and taken[2].moved["body"]
    stopped = steps(FREE, FROZEN)[1]
    assert not stopped.moved["body"]


def test_gradients_add_up_when_nobody_clears_them():
    taken = steps(*[{"zero_grad": "not called"}] * 3)
    assert [row.summed for row in (rows(one, "head")[0] for one in taken)] == [1, 2, 3]
    assert rows(taken[2], "head")[0].cells()[4].endswith(", sum of 3")
    assert "the sum of the gradients of 3 steps" in says(taken[2])
    for clear in ("set_to_none=True", "set_to_none=False"):
        assert rows(steps(*[{"zero_grad": clear}] * 3)[2], "head")[0].summed == 1


def test_flags_stay_until_they_are_set_again():
    taken = steps({}, {"convs": "True"}, {"convs": "leave as it is"}, {"convs": "False"})
    flags = [[row.trainable for row in rows(one, "body")] for one in taken]
    assert [any(each) for each in flags] == [False, True, True, False]


# --- everything together ------------------------------------------------------------------------


def test_every_combination_runs_and_is_described():
    choices = {key: options for key, (_, options) in (BUILD | STEP).items()}
    for key in ("momentum", "weight_decay", "norms", "zero_grad"):
        choices[key] = choices[key][:1]  # tried above
    choices["convs"] = choices["convs"][:2]
    said = set()
    for values in itertools.product(*choices.values()):
        settings = dict(zip(choices, values, strict=True))
        run = freeze_run.build(settings)
        taken = freeze_run.step(run, settings, set())
        text = explain(taken)
        assert text.endswith(".") and "None of" not in text
        # What moves is what is trainable, held and in the model; statistics follow the mode.
        for row in taken.rows:
            if row.part == "statistics":
                assert row.moved == (settings["mode"] == "train" and not run.error)
            else:
                live = row.part and row.trainable and row.held and not taken.error
                assert row.moved == bool(live)
        if moved(taken):
            assert text != NOTHING or not taken.wrong
        said.add(text)
    assert len(said) > 12


def test_the_code_on_the_board_is_what_a_student_would_write():
    text = freeze_run.code(
        DEFAULTS
        | {"made": "before the swap", "holds": "only requires_grad", "momentum": "0.9"}
        | {"convs": "True", "mode": "train, body in eval", "zero_grad": "not called"}
    )
    assert text.splitlines() == [
        "model.requires_grad_(False)",
        "trainable = [p for p in model.parameters() if p.requires_grad]",
        "optimizer = SGD(trainable, lr=0.1, momentum=0.9)",
        "model.fc = nn.Linear(8, 3)",
        "",
        "# every step",
        "model.body.conv1.requires_grad_(True)",
        "model.body.conv2.requires_grad_(True)",
        "model.train()",
        "model.body.eval()",
        "loss = F.cross_entropy(model(x), y)",
        "loss.backward()",
        "optimizer.step()",
    ]


def test_nothing_of_the_student_changes():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    with torch.no_grad():
        taken = step(**FREE)
    assert moved(taken) == set(PARTS)
    assert torch.equal(torch.get_rng_state(), before)


# --- the board ------------------------------------------------------------------------------------


@pytest.fixture
def board() -> freeze_board.Board:
    return freeze_board.Board(dict(DEFAULTS), dict(DEFAULTS))


def ask(board, settings=None, predicted=None, **click) -> dict:
    known = {"settings": settings and DEFAULTS | settings, "predicted": predicted}
    return board.answer(known | {"click": click or None})


def test_before_the_first_step_nothing_is_given_away(board):
    view = ask(board)
    assert all(row["cells"][1:] == ["?"] * 4 and not row["moved"] for row in view["rows"])
    assert len(view["rows"]) == 12
    assert not view["sentence"] and not view["verdict"] and not view["history"]


def test_a_step_is_compared_with_the_prediction(board):
    view = ask(board, {}, ["head", "body"], kind="step", id="1")
    assert [line["text"] for line in view["verdict"]] == [
        "✗ body stayed still, and you ticked it",
        "✗ statistics moved, and you did not tick them",
        "✓ head moved, as you predicted",
    ]
    assert [line["right"] for line in view["verdict"]] == [False, False, True]
    assert view["history"][0]["prediction"] == "1 of 3 right"
    # The sentence is about something that was predicted wrongly.
    assert "running statistics moved although" in view["sentence"]
    view = ask(board, {}, ["statistics", "body", "head"], kind="step", id="2")
    assert view["sentence"].startswith("The body is frozen and has no gradient")


def test_a_click_counts_once_and_switches_in_every_step_keep_the_model(board):
    for _ in range(3):
        view = ask(board, {}, [], kind="step", id="1")
    view = ask(board, {"mode": "eval"}, [], kind="step", id="1")
    assert [row["step"] for row in view["history"]] == ["model 1, step 1"]
    view = ask(board, {"mode": "eval"}, [], kind="step", id="2")
    assert view["history"][1] == {
        "step": "model 1, step 2",
        "switches that you changed": "mode: eval",
        "body": "= still",
        "statistics": "= still",
        "head": "≠ moved",
        "prediction": "2 of 3 right",
    }


def test_another_way_to_build_starts_a_new_model_and_reset_forgets_everything(board):
    ask(board, {}, ["head"], kind="step", id="1")
    view = ask(board, {"momentum": "0.9"}, ["head"])
    assert view["rows"][0]["cells"][1] == "?" and not view["sentence"] and len(view["history"]) == 1
    view = ask(board, {"momentum": "0.9"}, ["head"], kind="step", id="2")
    assert view["history"][1]["step"] == "model 2, step 1"
    view = ask(board, {"momentum": "0.9"}, ["head"], kind="reset", id="3")
    assert view["settings"] == DEFAULTS and view["predicted"] == [] and view["history"] == []
    assert ask(board, {}, [], kind="step", id="4")["history"][0]["step"] == "model 1, step 1"


def test_the_history_is_short_and_a_reloaded_page_learns_where_the_board_stands(board):
    for k in range(12):
        ask(board, {"mode": "eval"}, ["body"], kind="step", id=str(k))
    view = board.answer({"settings": None, "predicted": None, "click": None})
    assert len(view["history"]) == freeze_board.KEPT
    assert view["history"][-1]["step"] == "model 1, step 12"
    assert view["settings"]["mode"] == "eval" and view["predicted"] == ["body"]


def test_the_board_refuses_what_is_not_a_switch(board):
    with pytest.raises(ValueError, match="Expected mode to be one of 'train', .* got 'trian'"):
        freeze_board.show(mode="trian")
    with pytest.raises(ValueError, match="one of the switches order, .* got 'modes'"):
        freeze_board.show(modes="train")
    with pytest.raises(ValueError, match="Expected order"):
        ask(board, {"order": "import os"})


# --- what is shown --------------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch, inside) -> list[str]:
    pages: list[str] = []
    monkeypatch.setattr(style, "display", lambda data, raw: pages.append(data["text/html"]))
    return pages


def test_without_a_page_a_table_and_text_show_the_first_step(shown, capsys):
    assert freeze_board.show() is None
    freeze_board.show()
    (page, again), out = shown, capsys.readouterr().out
    assert page == again and "data-course" not in page and "<script" not in page
    assert page.count("<tr") == 13 and "❄ False" in page and "≠ moved" in page
    assert "Moved: body.bn1.running_mean" in out and "fc.weight, fc.bias." in out
    assert "although BatchNorm is frozen" in out.replace("\n", " ")
    assert freeze_board.NEEDS_KERNEL in out and freeze_board.NEEDS_KERNEL in page


def test_the_static_part_shows_an_error_too(capsys):
    freeze_board.show(order="swap, then freeze all")
    out = capsys.readouterr().out
    assert "RuntimeError: element 0" in out and "came after the swap" in out.replace("\n", " ")


def test_on_a_page_the_first_step_is_not_given_away(shown, monkeypatch, capsys):
    monkeypatch.setattr(freeze_board, "running_cell", lambda: ("cell", "1"))
    freeze_board.show(made="before the swap")
    try:
        (page,) = shown
        assert page.startswith('<div data-course-view="') and "<details><summary>" in page
        assert capsys.readouterr().out == f"{freeze_board.LIVE}\n"
        (view,) = live._alive["cell"][1]
        sent: list[dict] = []
        view.send = sent.append
        question = {"settings": None, "predicted": ["head"], "click": {"kind": "step", "id": "a"}}
        view._handle_custom_msg(question, [])
        assert "holds the old fc" in sent[0]["sentence"]
        assert view.fixed["start"]["made"] == "before the swap"
    finally:
        live._close("cell")
