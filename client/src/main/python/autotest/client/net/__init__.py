"""Network interfaces: see `net_utils`."""
