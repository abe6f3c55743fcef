# Somebody who lets cross-entropy raise what it raises.
def check_targets(targets, num_classes):
    F.cross_entropy(torch.zeros(len(targets), num_classes), targets)
