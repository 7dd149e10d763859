"""Whole models to and from files."""
def load_model(*a, **k): raise NotImplementedError
def save_model(*a, **k): raise NotImplementedError
