"""What may leave: which numbers would tell on single enterprises, and what else to hide so that they stay hidden."""
