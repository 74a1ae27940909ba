"""Collectivities: register entry, membership of the Network, councils and seats, the bodies around them."""
