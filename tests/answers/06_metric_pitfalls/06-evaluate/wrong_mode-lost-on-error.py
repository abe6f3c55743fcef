# Somebody who restores the modes only if nothing goes wrong.
def evaluate(model, loader):
    modes = {module: module.training for module in model.modules()}
    loss = right = images = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            images += len(y)
    for module, mode in modes.items():
        module.training = mode
    return {"loss": loss / images, "accuracy": right / images}
