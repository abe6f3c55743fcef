# Normalised images, and the cosine of the angle between two.
def leaked(train_images, test_images):
    def unit(images):
        x = images.flatten(1).double()
        return F.normalize(x - x.mean(1, keepdim=True))

    padded = F.pad(train_images, (1, 1, 1, 1))
    views = [padded[..., 1 + a : 29 + a, 1 + b : 29 + b] for a, b in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))]
    views.append(train_images.flip(-1))
    best = torch.stack([(unit(test_images) @ unit(v).T).amax(1) for v in views]).amax(0)
    return [i for i, value in enumerate(best.tolist()) if value > 0.997]
