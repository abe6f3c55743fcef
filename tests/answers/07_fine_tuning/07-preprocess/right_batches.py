# Batches of eight, counted as lesson 06 says.
def mismatch_cost(model, preprocess, wrong, data):
    where = next(model.parameters()).device

    def right(prepare):
        count = 0
        for start in range(0, len(data), 8):
            x = prepare(data.images[start : start + 8]).to(where)
            y = data.labels[start : start + 8]
            count += (model(x).argmax(1).cpu() == y).sum().item()
        return count

    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        return (right(preprocess) - right(wrong)) / len(data) * 100.0
