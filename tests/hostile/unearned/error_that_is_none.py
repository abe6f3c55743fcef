"""The answer raises errors that are hard to show or to send."""

# %% 00-best-class
class Quiet(SystemExit):
    _render_traceback_ = lambda self: []
    __str__ = lambda self: 1 / 0
    __class__ = property(lambda self: None)


def best_class(logits):
    raise Quiet(0)
