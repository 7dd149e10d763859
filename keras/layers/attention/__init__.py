"""Layers that look up what matters in other tensors."""
