"""What machines can be asked, this one and those of a server."""
