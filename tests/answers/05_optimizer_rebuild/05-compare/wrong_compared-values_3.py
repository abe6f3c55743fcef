# Somebody who asks `in` of a list of tensors: that compares numbers, of other shapes.
def compare(model, optimizer):
    held = [p for group in optimizer.param_groups for p in group["params"]]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and p not in held]
    return {"missing": missing, "dead": 0, "duplicated": 0}
