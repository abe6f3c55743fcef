# A copy is evaluated: nothing has to be put back.
def evaluate(model, loader):
    import copy

    judged = copy.deepcopy(model).eval()
    device = next(judged.parameters()).device
    losses, hits = [], []
    for x, y in loader:
        with torch.no_grad():
            z = judged(x.to(device)).cpu()
        y = y.cpu()
        losses.append(F.cross_entropy(z, y, reduction="none"))
        hits.append((z.argmax(1) == y).float())
    # The copy was never asked for a gradient, but the check looks at the model itself.
    return {"loss": torch.cat(losses).mean(), "accuracy": torch.cat(hits).mean()}
