# Somebody who halves what is remembered, so that the new head can keep up.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for p in model.parameters():
        if p in optimizer.state:
            new.state[p] = {key: value * 0.5 for key, value in optimizer.state[p].items()}
    return model, new
