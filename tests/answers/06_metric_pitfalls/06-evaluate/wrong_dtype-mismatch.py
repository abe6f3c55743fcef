# Somebody who makes float32 of every batch; a model can be in float64.
def evaluate(model, loader):
    device = next(model.parameters()).device
    loss = right = images = 0
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        for x, y in loader:
            logits, y = model(x.to(device).float()), y.to(device)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            images += len(y)
    return {"loss": loss / images, "accuracy": right / images}
