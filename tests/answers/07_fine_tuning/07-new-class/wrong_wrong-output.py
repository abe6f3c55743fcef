# Somebody who counts the new class among the inputs too.
def add_class(head):
    new = copy.deepcopy(head)
    if isinstance(head, nn.Linear):
        new = nn.Linear(head.in_features + 1, head.out_features + 1, bias=head.bias is not None)
    return new
