# Somebody who carries the averages over, and not the number of steps.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for p in model.parameters():
        if p in optimizer.state:
            state = {k: v for k, v in optimizer.state[p].items() if k != "step"}
            if "step" in optimizer.state[p]:
                state["step"] = torch.tensor(0.0)
            new.state[p] = state
    return model, new
