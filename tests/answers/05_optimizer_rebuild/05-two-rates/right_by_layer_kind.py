# Somebody who goes by kinds of layers first, and counts dimensions for what belongs to none.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    spared = set()
    for module in model.modules():
        for name, p in module.named_parameters(recurse=False):
            if name == "bias" or "Norm" in type(module).__name__ or len(p.shape) < 2:
                spared.add(p)
    table = {}
    for p in model.parameters():
        if p.requires_grad:
            table.setdefault((id(p) in inside, p in spared), []).append(p)
    groups = []
    for (is_head, is_spared), params in table.items():
        options = {"weight_decay": 0.0} if is_spared else {}
        groups.append({"params": params, "lr": lr * head_factor if is_head else lr, **options})
    return tuple(groups)
