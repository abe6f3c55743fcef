# Somebody who writes each layer down once, at its first call.
def last_executed(model, x):
    """The dotted path of the Linear or Conv2d that runs last in model(x)."""
    twin, order = copy.deepcopy(model), {}
    for name, module in twin.named_modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            module.register_forward_hook(lambda *_, name=name: order.update({name: True}))
    with torch.no_grad():
        twin(x)
    return list(order)[-1]
