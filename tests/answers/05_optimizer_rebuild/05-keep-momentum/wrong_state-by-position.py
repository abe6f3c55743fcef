# Somebody who counts from the wrong end.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    kept = [p for p in model.parameters() if p in optimizer.state]
    by_shape = {}
    for p in kept:
        by_shape.setdefault(p.shape, []).append(p)
    for same in by_shape.values():
        for p, q in zip(same, reversed(same)):
            new.state[p] = copy.deepcopy(optimizer.state[q])
    return model, new
