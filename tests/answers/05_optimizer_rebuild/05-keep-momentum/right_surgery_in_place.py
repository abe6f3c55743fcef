# Somebody who operates on the optimizer itself: dead tensors leave lists and state.
def swap_mid_training(model, optimizer, num_classes):
    old = set(model.parameters())
    replace_head(model, num_classes)
    now = set(model.parameters())
    for group in optimizer.param_groups:
        group["params"] = [p for p in group["params"] if p in now]
    for p in old - now:
        optimizer.state.pop(p, None)
    optimizer.param_groups[-1]["params"] += [p for p in model.parameters() if p not in old]
    return model, optimizer
