"""Warnings filters, and warnings in the answer itself."""

# %% first
import warnings

warnings.filterwarnings("ignore")
warnings.simplefilter("always", UserWarning)

# %% 00-best-class
def best_class(logits):
    warnings.warn("I am looking for the largest")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return logits.argmax(1)
