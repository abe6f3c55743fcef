# Somebody who takes all parameters into one group: a part was frozen.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    live = {id(p): p for p in model.parameters()}
    for group in optimizer.param_groups:
        group["params"] = [live.pop(id(p)) for p in group["params"] if id(p) in live]
    optimizer.param_groups[-1]["params"] += live.values()
    held = {p for group in optimizer.param_groups for p in group["params"]}
    for p in [p for p in optimizer.state if p not in held]:
        del optimizer.state[p]
    return model, optimizer
