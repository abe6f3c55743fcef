# Somebody who goes by names, before and after.
def swap_mid_training(model, optimizer, num_classes):
    memory = {n: optimizer.state[p] for n, p in model.named_parameters() if p in optimizer.state}
    tensors = dict(model.named_parameters())
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for name, p in model.named_parameters():
        if p is tensors[name] and name in memory:
            new.state[p] = copy.deepcopy(memory[name])
    return model, new
