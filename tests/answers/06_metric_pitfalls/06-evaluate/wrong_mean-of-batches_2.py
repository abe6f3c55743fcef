# Accuracy per image, loss per batch: very common.
def evaluate(model, loader):
    loss = right = images = batches = 0
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        for x, y in loader:
            logits = model(x)
            loss += F.cross_entropy(logits, y).item()
            batches += 1
            right += (logits.argmax(1) == y).sum().item()
            images += len(y)
    return {"loss": loss / batches, "accuracy": right / images}
