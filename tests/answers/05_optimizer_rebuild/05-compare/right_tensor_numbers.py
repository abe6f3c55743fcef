# Somebody whose counts are tensors, and who reports more than was asked.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    names = {id(p): n for n, p in model.named_parameters()}
    trainable = {id(p) for p in model.parameters() if p.requires_grad}
    return {
        "missing": sorted(names[i] for i in trainable - set(held)),
        "dead": torch.tensor(len(set(held) - set(names))),
        "duplicated": torch.tensor([held.count(i) > 1 for i in set(held)]).sum(),
        "held": len(held),
    }
