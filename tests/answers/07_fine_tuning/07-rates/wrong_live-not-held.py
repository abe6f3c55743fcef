# The children of the model, and nothing that lies beside them.
def layerwise_rates(model, head, lr, decay):
    seen = {id(p) for p in head.parameters()}
    groups, rate = [{"params": [p for p in head.parameters() if p.requires_grad], "lr": lr}], lr
    for part in reversed(list(model.children())):
        rate *= decay
        own = [p for p in part.parameters() if p.requires_grad and id(p) not in seen]
        groups.append({"params": own, "lr": rate})
    return groups
