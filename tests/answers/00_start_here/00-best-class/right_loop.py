# A beginner who writes the search out, image by image.
def best_class(logits):
    winners = []
    for row in logits:
        best = 0
        for i, value in enumerate(row):
            if value > row[best]:
                best = i
        winners.append(best)
    return torch.tensor(winners)
