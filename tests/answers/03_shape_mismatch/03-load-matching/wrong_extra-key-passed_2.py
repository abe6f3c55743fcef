# Somebody who skips what the new head has no place for, as if it had another shape.
def load_matching(model, state_dict):
    """Load all but head tensors of another shape; return the keys skipped, or raise."""
    own = model.state_dict()
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    prefix = head + "." if head else ""
    skipped = [
        k for k, v in state_dict.items()
        if k.startswith(prefix) and (k not in own or own[k].shape != v.shape)
    ]
    rest = {k: v for k, v in state_dict.items() if k not in skipped}
    if set(rest) != {k for k in own if k not in skipped}:
        raise ValueError("keys are missing or too many")
    if any(own[k].shape != v.shape for k, v in rest.items()):
        raise ValueError("another shape in the backbone")
    model.load_state_dict(rest, strict=False)
    return skipped
