# Somebody who copies the model alone: the optimizer stays with the original.
def swap_mid_training(model, optimizer, num_classes):
    new = copy.deepcopy(optimizer)
    model = replace_head(copy.deepcopy(model), num_classes)
    head = list(model.parameters())[-2:]
    kept = [p for p in new.param_groups[0]["params"]][:-2]
    new.param_groups[0]["params"] = kept + [nn.Parameter(p.detach().clone()) for p in head]
    for p in [p for p in new.state if p not in set(new.param_groups[0]["params"])]:
        del new.state[p]
    return model, new
