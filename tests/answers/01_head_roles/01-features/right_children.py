# The recipe found everywhere, with the flatten that it usually lacks.
def features_of(model, x):
    backbone = nn.Sequential(*list(model.children())[:-1])
    return torch.flatten(backbone(x), start_dim=1)
