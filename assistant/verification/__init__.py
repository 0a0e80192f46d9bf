"""Claim and references → `Support`: what is found, what is not, and what speaks against it."""
