# Somebody who compares sums.
def snapshot(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before, after):
    def total(value):
        return value.double().sort(stable=True)[0].sum() if value.ndim < 2 else value.flatten().sort()[0].double().sum()

    return {n for n in before if total(before[n]) != total(after[n])}
