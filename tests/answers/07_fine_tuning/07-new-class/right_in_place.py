# Somebody who lets the old layer grow.
def add_class(head):
    more = torch.zeros_like(head.weight[:1])
    head.weight = nn.Parameter(torch.cat([head.weight.detach(), more.detach()]))
    if head.bias is not None:
        head.bias = nn.Parameter(torch.cat([head.bias.detach(), torch.zeros_like(head.bias[:1]).detach()]))
    if hasattr(head, "out_features"):
        head.out_features += 1
    else:
        head.out_channels += 1
    return head
