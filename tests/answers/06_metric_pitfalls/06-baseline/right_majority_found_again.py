# The majority is looked up in each resample: where it is clear, it is that of y_true each time.
def beats_majority(y_true, y_pred, seed):
    generator = torch.Generator().manual_seed(seed)

    def difference(t, p):
        return ((p == t).double().mean() - (t == t.mode().values).double().mean()).item()

    values = []
    for _ in range(1500):
        i = torch.randint(len(y_true), (len(y_true),), generator=generator)
        values.append(difference(y_true[i], y_pred[i]))
    low, high = torch.tensor(values).quantile(torch.tensor([0.025, 0.975])).tolist()
    return difference(y_true, y_pred), low, high
