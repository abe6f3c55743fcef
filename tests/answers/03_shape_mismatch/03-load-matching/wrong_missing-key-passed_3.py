# Somebody who forgives every head key that the checkpoint lacks, wherever the head is.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1] + "."
    own = model.state_dict()
    missing = [k for k in own if k not in state_dict and not k.startswith(head)]
    differ = [k for k in state_dict if k in own and own[k].shape != state_dict[k].shape]
    if missing or state_dict.keys() - own.keys() or any(not k.startswith(head) for k in differ):
        raise ValueError("more than the head differs")
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in differ}, strict=False)
    return differ
