"""Decorators: functools.wraps, lru_cache, a context manager, a generator, a closure, a class."""

# %% 00-best-class
import contextlib
import functools
import time


def timed(function):
    @functools.wraps(function)
    def inner(*args, **options):
        start = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            print(f"{time.perf_counter() - start:.0f} s")

    return inner


@contextlib.contextmanager
def careful():
    yield torch.inference_mode()


@functools.lru_cache
def dimension():
    return 1


@timed
def best_class(logits):
    with careful():
        found = (row.argmax(0) for row in logits)
        return torch.stack(list(found)) * dimension()
