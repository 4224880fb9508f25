"""Effects of a treatment that units of a panel start at different times."""
