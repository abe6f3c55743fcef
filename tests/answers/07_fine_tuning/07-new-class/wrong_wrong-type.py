# Somebody who returns the weight.
def add_class(head):
    return torch.cat([head.weight, head.weight.new_zeros(1, *head.weight.shape[1:])])
