# Somebody who builds the decision into the model.
class Decision(nn.Linear):
    def forward(self, features):
        return super().forward(features).argmax(dim=1)


def swap_fc(model, num_classes):
    model.fc = Decision(model.fc.in_features, num_classes)
    return model
