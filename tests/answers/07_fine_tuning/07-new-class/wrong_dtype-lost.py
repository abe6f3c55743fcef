# Somebody who leaves the dtype to PyTorch.
def add_class(head):
    new = nn.Linear(head.in_features, head.out_features + 1, bias=head.bias is not None)
    with torch.no_grad():
        new.weight[:-1] = head.weight
        if head.bias is not None:
            new.bias[:-1] = head.bias
    return new
