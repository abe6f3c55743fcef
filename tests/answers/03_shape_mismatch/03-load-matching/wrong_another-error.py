# Somebody who asserts what a file from elsewhere may well break.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own = model.state_dict()
    assert set(own) == set(state_dict), "other keys"
    skipped = [k for k in own if own[k].shape != state_dict[k].shape]
    assert all(k.startswith(f"{head}.") for k in skipped), "the backbone differs"
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in skipped}, strict=False)
    return skipped
