"""Layers made of SavedModels."""
