# The images are moved, the labels are not.
def evaluate(model, loader):
    loss = right = images = 0
    device = next(model.parameters()).device
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        for x, y in loader:
            logits = model(x.to(device))
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            images += len(y)
    return {"loss": loss / images, "accuracy": right / images}
