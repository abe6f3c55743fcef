# A copy in eval mode, all images at once.
def mismatch_cost(model, preprocess, wrong, data):
    twin = copy.deepcopy(model).eval().cpu()
    with torch.inference_mode():
        hits = [twin(prepare(data.images)).argmax(dim=1) == data.labels for prepare in (preprocess, wrong)]
    points = [100 * each.double().mean() for each in hits]
    return points[0] - points[1]
