"""Following a run from outside: its events, its expected time, what it changed, where its results lie."""
