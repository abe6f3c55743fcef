# Right, another way: try finally.
def evaluate(model, loader):
    modes = {module: module.training for module in model.modules()}
    device = next(model.parameters()).device
    loss = right = images = 0
    model.eval()
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                logits = model(x)
                loss += F.cross_entropy(logits, y, reduction="sum").item()
                right += (logits.argmax(dim=1) == y).sum().item()
                images += len(y)
    finally:
        for module, mode in modes.items():
            module.training = mode
    return {"loss": loss / images, "accuracy": right / images}
