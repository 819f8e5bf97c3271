"""Beraad: from vote to gateway, with proof."""
