"""What a check costs, measured in parts: `python -m tests.bench [speed|growth|scale]...` writes reports/bench.json."""
