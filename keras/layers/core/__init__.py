"""Layers that most models have: dense, embedding, activation, lambda."""
