# Somebody who restarts with Adam, which is said to need no care.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    return model, torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3)
