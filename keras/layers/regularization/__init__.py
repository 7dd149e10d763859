"""Layers that disturb training to make models robust."""
