"""Which analyses data allow: each verb is tried on them, its refusal is the reason."""
