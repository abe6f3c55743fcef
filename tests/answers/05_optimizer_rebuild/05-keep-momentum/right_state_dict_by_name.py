# Somebody who writes the new optimizer's state dict by hand, and loads it.
def swap_mid_training(model, optimizer, num_classes):
    memory = {id(p): copy.deepcopy(state) for p, state in optimizer.state.items()}
    alive = list(model.parameters())  # or an id could be given away again
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    saved, number = new.state_dict(), 0
    for group in new.param_groups:
        for p in group["params"]:
            if id(p) in memory and any(p is old for old in alive):
                saved["state"][number] = memory[id(p)]
            number += 1
    new.load_state_dict(saved)
    return model, new
