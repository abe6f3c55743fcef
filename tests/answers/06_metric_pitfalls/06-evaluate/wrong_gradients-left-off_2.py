# Turned back only if all goes well.
def evaluate(model, loader):
    device = next(model.parameters()).device
    loss = right = images = 0
    torch.set_grad_enabled(False)
    with heads.modes_kept(model):
        model.eval()
        for x, y in loader:
            logits, y = model(x.to(device)), y.to(device)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            images += len(y)
    torch.set_grad_enabled(True)
    return {"loss": loss / images, "accuracy": right / images}
