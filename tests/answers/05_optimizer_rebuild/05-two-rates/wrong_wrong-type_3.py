# Somebody who returns pairs instead of dicts.
def two_rate_groups(model, head, lr, head_factor):
    return [(list(model.parameters()), lr), (list(head.parameters()), lr * head_factor)]
