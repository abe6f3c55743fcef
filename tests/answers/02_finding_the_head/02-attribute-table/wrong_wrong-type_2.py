# A mistake that people make: a value of another kind came back.
HEADS = ['fc', 'classifier.6', 'classifier', 'classifier.3', 'classifier.1', 'classifier.2', 'heads.head', 'head', 'classifier.1', 'fc']
