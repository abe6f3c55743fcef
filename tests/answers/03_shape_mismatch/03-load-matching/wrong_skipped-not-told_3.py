# Somebody who always lists the head, also when its shapes fit and it was loaded.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own = model.state_dict()
    if set(own) != set(state_dict):
        raise ValueError("other keys")
    differ = [k for k in own if own[k].shape != state_dict[k].shape]
    if any(not k.startswith(f"{head}.") for k in differ):
        raise ValueError("the backbone differs")
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in differ}, strict=False)
    return [k for k in own if k.startswith(f"{head}.")]
