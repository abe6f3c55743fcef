# Somebody who restores the modes of the model's parts, but not those of the layers in a part.
def evaluate(model, loader):
    device = next(model.parameters()).device
    was, parts = model.training, [(part, part.training) for part in model.children()]
    loss = right = images = 0
    model.eval()
    try:
        with torch.no_grad():
            for x, y in loader:
                logits, y = model(x.to(device)), y.to(device)
                loss += F.cross_entropy(logits, y, reduction="sum").item()
                right += (logits.argmax(dim=1) == y).sum().item()
                images += len(y)
    finally:
        model.train(was)
        for part, mode in parts:
            part.train(mode)
    return {"loss": loss / images, "accuracy": right / images}
