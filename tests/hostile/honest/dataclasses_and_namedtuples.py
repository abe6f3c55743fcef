"""Dataclasses, namedtuples, enums and typed dicts, also inside the answer."""

# %% 00-best-class
import enum
from collections import namedtuple
from dataclasses import dataclass
from typing import NamedTuple, TypedDict


class Way(enum.Enum):
    ROWS = 1


def best_class(logits):
    Row = namedtuple("Row", "value index")

    @dataclass
    class Best:
        rows: list
        way: Way = Way.ROWS

    class Named(NamedTuple):
        best: int

    class Typed(TypedDict):
        best: int

    best = Best([Row(*row.max(0)) for row in logits])
    return torch.stack([row.index for row in best.rows]) * Named(1).best * Typed(best=1)["best"]
