"""House rules: the project's norms that no ready-made linter knows. Run by ``make lint``."""
