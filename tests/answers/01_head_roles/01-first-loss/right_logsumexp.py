# Somebody who knows what cross-entropy computes: logsumexp minus the right logit.
def expected_first_loss(num_classes):
    z = torch.zeros(num_classes)
    return float(z.logsumexp(0) - z[0])
