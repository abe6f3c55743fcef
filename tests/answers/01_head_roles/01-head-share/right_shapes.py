# Somebody who multiplies the shapes out, in a helper of their own.
def count(module):
    total = 0
    for name, parameter in module.named_parameters():
        total += math.prod(parameter.shape)
    return total


def head_share(model, head):
    return count(head) / count(model)
