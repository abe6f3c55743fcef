"""Numbers as numpy's and as tensors, where a number is asked for."""

LESSON = "06_metric_pitfalls"

# %% 06-streaming-accuracy
import numpy as np


def accuracy(batches):
    right, images = np.int64(0), 0
    for logits, targets in batches:
        right += (logits.argmax(1) == targets).sum().numpy()
        images += targets.numel()
    if not images:
        raise ValueError(f"Expected images, got {images}.")
    return np.float32(right / images)

# %% 06-threshold
def choose_threshold(y_val, p_val, min_recall):
    scores, _ = p_val[y_val == 1].sort(descending=True)
    reached = torch.arange(1, len(scores) + 1) / len(scores) >= min_recall
    if not reached.any():
        raise ValueError
    return scores[reached][0]
