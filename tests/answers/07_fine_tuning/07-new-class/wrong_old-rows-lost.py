# Somebody who makes a larger head.
def add_class(head):
    return heads.replace_head(nn.Sequential(head), len(head.weight) + 1)[0]
