"""Activations with settings of their own."""
