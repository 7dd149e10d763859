"""Values of a model's variables to and from files."""
def load_weights(*a, **k): raise NotImplementedError
def save_weights(*a, **k): raise NotImplementedError
