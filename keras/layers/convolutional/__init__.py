"""Layers that slide a learned window over the input."""
