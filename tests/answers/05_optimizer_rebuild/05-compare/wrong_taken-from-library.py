# Somebody who reads the names out of the audit's sentence, and counts the rest.
def compare(model, optimizer):
    missing, dead = [], 0
    for finding in audit.optimizer_state(model, optimizer):
        if finding.misconception in ("built-before-swap", "live-not-held"):
            missing = [n for n, p in model.named_parameters() if n in finding.what]
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    dead = len(set(held) - {id(p) for p in model.parameters()})
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
