# Somebody for whom every head is one Linear layer with a weight and a bias.
def head_share(model, head):
    return (head.weight.numel() + head.bias.numel()) / sum(p.numel() for p in model.parameters())
