# Somebody who calls the function dropout, which does not know about modes.
class Head(nn.Linear):
    def forward(self, features):
        return super().forward(F.dropout(features, 0.5))


def swap_fc(model, num_classes):
    model.fc = Head(model.fc.in_features, num_classes)
    return model
