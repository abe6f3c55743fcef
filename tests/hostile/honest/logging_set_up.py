"""Logging set up, and used inside the answer."""

# %% first
import logging
import sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(funcName)s %(message)s")
log = logging.getLogger("mine")

# %% 00-best-class
def best_class(logits):
    log.info("rows: %d", len(logits), stack_info=False)
    log.warning("looking", stacklevel=2)
    return logits.argmax(1)
