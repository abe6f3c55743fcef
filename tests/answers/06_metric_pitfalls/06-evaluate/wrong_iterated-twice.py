# Two passes over a loader that can be read once.
def evaluate(model, loader):
    device = next(model.parameters()).device
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        n = sum(len(y) for _, y in loader)
        loss = right = 0
        for x, y in loader:
            logits, y = model(x.to(device)), y.to(device)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
    return {"loss": loss / n, "accuracy": right / n}
