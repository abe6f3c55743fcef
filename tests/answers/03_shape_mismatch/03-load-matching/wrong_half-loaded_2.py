# Somebody who drops the head, and lets PyTorch refuse the rest.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own = model.state_dict()
    skipped = [k for k in own if k in state_dict and k.startswith(f"{head}.")
               and own[k].shape != state_dict[k].shape]
    rest = {k: v for k, v in state_dict.items() if k not in skipped}
    model.load_state_dict(rest | {k: own[k] for k in skipped})
    return skipped
