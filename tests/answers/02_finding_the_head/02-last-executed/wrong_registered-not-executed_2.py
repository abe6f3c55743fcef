# A mistake that people make: registration order was taken for execution order.
def last_executed(model, x):
    with torch.no_grad():
        copy.deepcopy(model)(x)
    return [n for n, m in model.named_modules() if isinstance(m, nn.Linear)][-1]
