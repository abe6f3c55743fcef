# Every image by itself.
def mismatch_cost(model, preprocess, wrong, data):
    modes = [m.training for m in model.modules()]
    model.eval()
    cost = 0
    for i in range(len(data)):
        image, label = data[i]
        with torch.no_grad():
            a = model(preprocess(image).unsqueeze(0)).argmax().item() == label
            b = model(wrong(image)[None]).argmax().item() == label
        cost += int(a) - int(b)
    for m, mode in zip(model.modules(), modes):
        m.training = mode
    return 100 * cost / len(data)
