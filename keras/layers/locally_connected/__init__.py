"""Convolutions whose filters differ from place to place."""
