# Somebody who remembers the first loss of ImageNet trainings.
def expected_first_loss(num_classes):
    return 6.908
