"""The portal and the console: pages over the service's own queries and commands."""
