# argmax gives a position.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    recall = torch.arange(1, len(scores) + 1) / len(scores)
    return (recall >= min_recall).int().argmax().item()
