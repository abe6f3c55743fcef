"""The answer is a method of an object, behind a partial."""

# %% 00-best-class
import functools


class Finder:
    def __init__(self, dim):
        self.dim = dim

    def find(self, scores, keep):
        return scores.argmax(self.dim, keepdim=keep)


best_class = functools.partial(Finder(1).find, keep=False)
