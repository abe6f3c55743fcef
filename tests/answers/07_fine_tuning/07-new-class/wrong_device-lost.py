# Somebody who remembers the dtype, and not the device.
def add_class(head):
    new = nn.Linear(head.in_features, head.out_features + 1, bias=head.bias is not None)
    new = new.to(head.weight.dtype)
    if head.weight.device.type == "cpu":
        with torch.no_grad():
            new.weight[:-1] = head.weight
            if head.bias is not None:
                new.bias[:-1] = head.bias
    return new
