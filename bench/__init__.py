"""``make bench``: Splot beside *bare*, the same rows by Flask, Jinja and hand-written SQL. See docs/benchmarks.md."""
