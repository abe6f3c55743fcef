# A new head by lesson 02's helper, then the probe's numbers.
def start_from_probe(model, probe):
    model = heads.replace_head(model, probe.out_features)
    _, head = surgery.get_head(model)
    with torch.no_grad():
        head.weight.copy_(probe.weight)
        if probe.bias is None:
            head.bias.zero_()
        else:
            head.bias.copy_(probe.bias)
    return model
