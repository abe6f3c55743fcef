# Somebody who lets the tensors grow, and not the number.
def add_class(head):
    head.weight = nn.Parameter(torch.cat([head.weight.detach(), head.weight.detach()[:1]]))
    if head.bias is not None:
        head.bias = nn.Parameter(torch.cat([head.bias.detach(), head.bias.detach()[:1]]))
    return head
