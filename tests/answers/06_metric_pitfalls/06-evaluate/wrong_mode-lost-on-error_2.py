# Nothing can go wrong once the batches are read, it was thought.
def evaluate(model, loader):
    device = next(model.parameters()).device
    batches = list(loader)
    modes = {module: module.training for module in model.modules()}
    model.eval()
    with torch.no_grad():
        x, y = (torch.cat([part.to(device) for part in parts]) for parts in zip(*batches))
        logits = torch.cat([model(x.to(device)) for x, _ in batches])
    for module, mode in modes.items():
        module.training = mode
    right = (logits.argmax(dim=1) == y).float().mean()
    return {"loss": F.cross_entropy(logits, y).item(), "accuracy": right.item()}
