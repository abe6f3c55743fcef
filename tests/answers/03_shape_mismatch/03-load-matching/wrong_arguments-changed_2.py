# Somebody who saves the copying: the model gets the checkpoint's own tensors.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own = model.state_dict()
    if set(own) != set(state_dict):
        raise ValueError("other keys")
    skipped = [k for k in own if own[k].shape != state_dict[k].shape]
    if any(not k.startswith(f"{head}.") for k in skipped):
        raise ValueError("the backbone differs")
    rest = {k: v for k, v in state_dict.items() if k not in skipped}
    model.load_state_dict(rest, strict=False, assign=True)
    return skipped
