<<<<<<< HEAD
<<<<<<< HEAD
"""Effects of a treatment that starts at different times: group-time effects and what is built on them."""
=======
"""Effects of a treatment that units of a panel start at different times."""
>>>>>>> honest
=======
"""Effects of a treatment that starts at different times: group-time effects and what is built on them."""
>>>>>>> synth
