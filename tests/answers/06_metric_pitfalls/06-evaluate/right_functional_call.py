# A second module tree around the same tensors would do as well; this one flips modes by hand.
def evaluate(model, loader):
    training = [m for m in model.modules() if m.training]
    for m in training:
        m.training = False
    try:
        p = next(iter(model.state_dict().values()))
        with torch.set_grad_enabled(False):
            sums = torch.zeros(3, dtype=torch.double)
            for x, y in loader:
                y = y.to(p.device)
                z = model(x.to(p.device))
                sums += torch.tensor(
                    [F.cross_entropy(z, y, reduction="sum"), (z.argmax(1) == y).sum(), len(y)]
                )
    finally:
        for m in training:
            m.training = True
    return {"loss": (sums[0] / sums[2]).item(), "accuracy": (sums[1] / sums[2]).item()}
