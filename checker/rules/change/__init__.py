"""Rules over two trees: what only a change shows. An example has pages under `before/` and under `after/`."""
