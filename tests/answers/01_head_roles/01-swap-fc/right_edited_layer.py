# Somebody who keeps the layer object and gives it new, random parameters and the new size.
def swap_fc(model, num_classes):
    fc = model.fc
    fc.out_features = num_classes
    fc.weight = nn.Parameter(torch.empty(num_classes, fc.in_features))
    fc.bias = nn.Parameter(torch.empty(num_classes))
    fc.reset_parameters()
    return model
