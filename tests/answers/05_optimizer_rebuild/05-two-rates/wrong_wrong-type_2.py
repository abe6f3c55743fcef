# Somebody who returns a dict of groups.
def two_rate_groups(model, head, lr, head_factor):
    return {"body": {"params": list(model.parameters()), "lr": lr}}
