# Somebody who walks over the modules instead of asking for parameters().
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    own = {}
    for path, module in model.named_modules():
        for name, p in module.named_parameters(prefix=path, recurse=False):
            own[id(p)] = (name, p.requires_grad)
    return {
        "missing": [name for key, (name, learns) in own.items() if learns and key not in held],
        "dead": sum(key not in own for key in set(held)),
        "duplicated": sum(held.count(key) > 1 for key in set(held)),
    }
