# Somebody who makes a new optimizer with the first rate, which a schedule has lowered since.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    group = optimizer.param_groups[0]
    live = [p for p in model.parameters() if p.requires_grad]
    new = SGD(live, optimizer.defaults["lr"], group["momentum"], weight_decay=group["weight_decay"])
    new.state.update({p: optimizer.state[p] for p in live if p in optimizer.state})
    return model, new
