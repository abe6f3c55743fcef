"""The answer never returns, with an alarm that keeps the kernel busy."""

# %% 00-best-class
import time


def best_class(logits):
    while True:
        try:
            time.sleep(1000)
        except BaseException:
            pass
