"""Effects of a treatment that starts at different times: group-time effects and what is built on them."""
