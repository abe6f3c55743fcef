# Somebody from C++ who compares where the numbers lie, and counts surplus entries.
def compare(model, optimizer):
    held = [p.data_ptr() for group in optimizer.param_groups for p in group["params"]]
    own = {name: p for name, p in model.named_parameters()}
    missing = [n for n, p in own.items() if p.requires_grad and p.data_ptr() not in held]
    dead = set(held) - {p.data_ptr() for p in own.values()}
    return {"missing": missing, "dead": len(dead), "duplicated": len(held) - len(set(held))}
