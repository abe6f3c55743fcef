# Somebody who wants the features along with the logits.
class Both(nn.Linear):
    def forward(self, features):
        return super().forward(features), features


def swap_fc(model, num_classes):
    model.fc = Both(model.fc.in_features, num_classes)
    return model
