# Flags from names, in one sweep: whole prefixes, with the dot.
def unfreeze_last(model, head, n):
    own = {id(p) for p in head.parameters()}
    learnt = [name for name, p in model.named_parameters() if id(p) not in own]
    full = [b for b in blocks(model) if any(name.startswith(b + ".") for name in learnt)]
    chosen = full[max(len(full) - n, 0) :]
    for name, p in model.named_parameters():
        p.requires_grad = id(p) in own or any(name.startswith(b + ".") for b in chosen)
    return tuple(reversed(chosen))
