# Somebody who goes by the beginning of names, without the dot: fc_in begins with fc.
def unfreeze_last(model, head, n):
    modules = {name: model.get_submodule(name) for name in blocks(model)}
    full = [name for name, m in modules.items() if m is not head and list(m.parameters())]
    chosen = full[::-1][:n]
    last = next(name for name, m in modules.items() if m is head)
    for name, p in model.named_parameters():
        p.requires_grad = name.startswith((last, *chosen))
    return chosen
