# Somebody who lets PyTorch find out the width at the first forward pass.
def swap_fc(model, num_classes):
    model.fc = nn.LazyLinear(num_classes)
    return model
