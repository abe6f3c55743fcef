# Somebody who exchanges the lists and leaves the old head's momentum behind.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    for group in optimizer.param_groups:
        group["params"] = [live.pop(id(p)) for p in group["params"] if id(p) in live]
    optimizer.param_groups[-1]["params"] += live.values()
    return model, optimizer
