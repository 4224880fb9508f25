"""The page on which an analyst chooses, checks, runs and compares without typing a command."""
