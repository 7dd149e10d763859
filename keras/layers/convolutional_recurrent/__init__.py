"""Recurrent layers whose products are convolutions."""
