# Somebody who writes through .data.
def add_class(head):
    n = head.weight.shape[0]
    old_weight, old_bias = head.weight, head.bias
    if isinstance(head, nn.Conv2d):
        new = nn.Conv2d(head.in_channels, n + 1, kernel_size=head.kernel_size, stride=head.stride,
                        padding=head.padding, dilation=head.dilation, bias=old_bias is not None)
    else:
        new = nn.Linear(head.in_features, n + 1, bias=old_bias is not None)
    new = new.to(device=old_weight.device, dtype=old_weight.dtype)
    new.weight.data[:n] = old_weight.data
    if old_bias is not None:
        new.bias.data[:n] = old_bias.data
    return new
