"""What goes wrong with files: an interrupted write, and checkpoints that cannot be used."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from course.checks.capstone.process import Elsewhere
from course.checks.core import fail

try:
    import resource
except ImportError:  # not on Windows
    resource = None


def require_atomic(train: Callable, data: object, path: Path) -> None:
    """Let the disk be full while a second checkpoint is written over the first."""
    before = path.read_bytes()
    with _no_room(len(before) // 2), contextlib.suppress(Exception):
        train(data, path)
    if resource and (not path.exists() or path.read_bytes() != before):
        left = f"a file of {path.stat().st_size} bytes" if path.exists() else "no file at all"
        fail(
            "not-atomic",
            f"Expected the old checkpoint ({len(before)} bytes) where writing the new one fails, "
            f"got {left}.",
            "The disk was full halfway through a second train into the same path.",
            "what is at path while the new file is only half written?",
        )


@contextlib.contextmanager
def _no_room(size: int) -> Iterator[None]:
    """Let writing fail beyond this size of a file."""
    if resource is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def require_refusals(elsewhere: Elsewhere, path: Path) -> None:
    """Give ``load`` files that it cannot use: each is a ValueError that says what is wrong."""
    texts = {}
    for kind, broken in _damaged(path):
        told = elsewhere.load(broken)
        if "error" not in told:
            fail(
                "damaged-checkpoint-accepted",
                f"Expected ValueError for {kind}, got a result.",
                "Whoever loads that file gets answers, and they mean nothing.",
                "which parts of the file does load compare with each other?",
            )
        if "ValueError" not in told["error"]:
            fail(
                "another-error",
                f"Expected ValueError for {kind}, got {told['error'][0]}: {told['text'][:90]}",
                "The exercise asks for ValueError, so that the caller can catch it.",
                "which lines of load can fail, and who turns their errors into yours?",
            )
        texts[kind] = told["text"].replace(str(broken), "").strip()
    empty = [kind for kind, text in texts.items() if len(text) < 8]
    if empty or len(set(texts.values())) == 1:
        fail(
            "trouble-not-named",
            f"Expected errors that say what is wrong with a file, got {texts[kind]!r} for "
            f"{empty[0] if empty else 'all of ' + ', '.join(texts)}.",
            "A truncated download and another program's file need different repairs.",
            "what does the reader of the message have to do in each case?",
        )


def _damaged(path: Path) -> Iterator[tuple[str, Path]]:
    good = torch.load(path, map_location="cpu", weights_only=True)
    folder = path.with_name("damaged")
    folder.mkdir()
    truncated = folder / "truncated.pt"
    truncated.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    yield "a truncated file", truncated
    foreign = folder / "foreign.pt"
    torch.save({"epoch": 3, "weights": torch.zeros(4)}, foreign)
    yield "the checkpoint of another program", foreign
    # Another number of classes than the head has: a file that was put together by hand.
    sized = folder / "sized.pt"
    torch.save({**good, "labels": [*good["labels"], "one more"]}, sized)
    yield "a checkpoint with one label more than its head has outputs", sized
    shutil.rmtree(folder)
