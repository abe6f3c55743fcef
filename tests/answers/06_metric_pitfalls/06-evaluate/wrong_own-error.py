# The loader is asked for its length and its items.
def evaluate(model, loader):
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        n = len(loader.dataset)
        loss = sum(F.cross_entropy(model(x), y, reduction="sum").item() for x, y in loader)
        right = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return {"loss": loss / n, "accuracy": right / n}
