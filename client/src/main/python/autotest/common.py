"""What old sources import to find the other modules; here they are found anyway."""
