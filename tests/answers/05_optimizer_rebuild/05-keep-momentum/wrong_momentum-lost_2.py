# Somebody who carries over SGD's buffer, and nothing of what Adam remembers.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for p in model.parameters():
        if "momentum_buffer" in optimizer.state.get(p, {}):
            new.state[p] = {"momentum_buffer": optimizer.state[p]["momentum_buffer"]}
    return model, new
