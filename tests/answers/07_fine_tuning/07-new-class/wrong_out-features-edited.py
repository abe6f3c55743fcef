# Somebody who changes the number on the label.
def add_class(head):
    if isinstance(head, nn.Linear):
        head.out_features += 1
    else:
        head.out_channels += 1
    return head
