# train() at the end wakes a part that was in eval mode.
def evaluate(model, loader):
    loss = right = images = 0
    model.eval()
    try:
        with torch.no_grad():
            for x, y in loader:
                logits = model(x)
                loss += F.cross_entropy(logits, y, reduction="sum").item()
                right += (logits.argmax(dim=1) == y).sum().item()
                images += len(y)
    finally:
        model.train()
    return {"loss": loss / images, "accuracy": right / images}
