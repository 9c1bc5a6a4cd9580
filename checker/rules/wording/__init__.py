"""Rules on spelling, grammar and the way that terms are written; off by default."""
