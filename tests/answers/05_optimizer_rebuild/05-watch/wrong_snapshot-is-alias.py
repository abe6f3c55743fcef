# Somebody who keeps the state_dict itself.
def snapshot(model):
    return model.state_dict()


def moved(before, after):
    return {name for name in before if not torch.equal(before[name], after[name])}
