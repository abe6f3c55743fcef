# Somebody who copies tensor by tensor, and stops in the middle.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own, skipped = model.state_dict(), []
    if set(own) != set(state_dict):
        raise ValueError("other keys")
    for key, value in state_dict.items():
        if own[key].shape == value.shape:
            own[key].copy_(value)
        elif key.startswith(f"{head}."):
            skipped.append(key)
        else:
            raise ValueError(key)
    return skipped
