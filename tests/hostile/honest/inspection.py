"""inspect.signature, getsource, frames of their own, help, dir, ?, %who."""

# %% last
import inspect
import sys

print(inspect.signature(best_class), inspect.getsource(best_class)[:20])
print(sys._getframe().f_lineno, inspect.currentframe().f_code.co_name)
help(best_class)
# %who
# %whos
# %pinfo best_class

# %% 00-best-class
import inspect


def best_class(logits):
    assert list(inspect.signature(best_class).parameters) == ["logits"]
    return logits.argmax(1)
