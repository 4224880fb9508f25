"""The programme after 2020: scenarios, what targets would take, where money does most."""
