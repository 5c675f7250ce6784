"""Nothing: what an interpreter costs alone."""
