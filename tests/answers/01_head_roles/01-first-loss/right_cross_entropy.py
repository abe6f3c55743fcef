# Somebody who lets PyTorch compute it, from logits that are all alike.
def expected_first_loss(num_classes):
    logits = torch.zeros(num_classes, num_classes)
    return F.cross_entropy(logits, torch.arange(num_classes)).item()
