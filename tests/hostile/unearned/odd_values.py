"""Returns values that are hard to send: a cycle, an endless integer, nan, a deep list."""

# %% 00-best-class
def best_class(logits):
    n = len(logits)
    cycle = []
    cycle.append(cycle)
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return {1: cycle, 2: 10**100_000, 3: deep, 4: float("nan")}.get(n, object())

# %% 00-quiz-1
answer_1 = [["a"]] * 1000
