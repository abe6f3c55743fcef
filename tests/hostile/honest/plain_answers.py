"""The answer is a list of ints, or of numpy's numbers."""

# %% 00-best-class
import numpy as np


def best_class(logits):
    return [int(i) for i in np.argmax(logits.numpy(), axis=1)]

# %% 00-quiz-1
answer_1 = " B "
