# Common advice: add the new head to the old optimizer.
def swap_mid_training(model, optimizer, num_classes):
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    model = replace_head(model, num_classes)
    new = [p for p in model.parameters() if p.requires_grad and id(p) not in held]
    optimizer.add_param_group({"params": new})
    return model, optimizer
