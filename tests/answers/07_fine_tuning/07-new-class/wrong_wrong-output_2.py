# Somebody who lets the new layer return probabilities.
def add_class(head):
    where = {"bias": head.bias is not None, "dtype": head.weight.dtype, "device": head.weight.device}
    if isinstance(head, nn.Linear):
        new = nn.Linear(head.in_features, head.out_features + 1, **where)
    else:
        new = nn.Conv2d(
            head.in_channels,
            head.out_channels + 1,
            head.kernel_size,
            head.stride,
            head.padding,
            head.dilation,
            head.groups,
            padding_mode=head.padding_mode,
            **where,
        )
    with torch.no_grad():
        new.weight[:-1] = head.weight
        if head.bias is not None:
            new.bias[:-1] = head.bias
    new.register_forward_hook(lambda layer, inputs, logits: logits.softmax(dim=1))
    return new
