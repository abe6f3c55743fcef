# Somebody who loads parameters, and forgets BatchNorm's statistics.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own = dict(model.named_parameters())
    skipped = [k for k in own if k in state_dict and own[k].shape != state_dict[k].shape]
    if any(not k.startswith(f"{head}.") for k in skipped) or own.keys() - state_dict.keys():
        raise ValueError("more than the head differs")
    with torch.no_grad():
        for key, value in own.items():
            if key not in skipped:
                value.copy_(state_dict[key])
    return skipped
