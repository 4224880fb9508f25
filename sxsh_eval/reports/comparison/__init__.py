"""What differs between two runs, as a report."""
