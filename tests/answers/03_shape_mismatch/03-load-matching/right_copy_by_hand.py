# Somebody who copies tensor by tensor.
def load_matching(model, state_dict):
    head = None
    for name, module in model.named_modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            head = name
    own, skipped = model.state_dict(), []
    assert_same = own.keys() - state_dict.keys() or state_dict.keys() - own.keys()
    if assert_same:
        raise ValueError(sorted(assert_same)[0])
    for key, value in state_dict.items():
        if value.shape != own[key].shape:
            if not key.startswith(head + "."):
                raise ValueError(key)
            skipped.append(key)
    with torch.no_grad():
        for key in own:
            if key not in skipped:
                own[key].copy_(state_dict[key])
    return skipped
