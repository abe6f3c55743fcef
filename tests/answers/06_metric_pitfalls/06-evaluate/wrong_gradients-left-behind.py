# Somebody who clears the gradients, as in training; the next optimizer step needed them.
def evaluate(model, loader):
    device = next(model.parameters()).device
    loss = right = images = 0
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        model.zero_grad()
        for x, y in loader:
            logits, y = model(x.to(device)), y.to(device)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            images += len(y)
    return {"loss": loss / images, "accuracy": right / images}
