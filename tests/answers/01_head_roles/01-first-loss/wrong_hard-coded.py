# Somebody who read the number for ten classes off the lesson.
def expected_first_loss(num_classes):
    return 2.303
