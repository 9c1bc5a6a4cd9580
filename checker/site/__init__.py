"""What publishes a docs tree: where its links lead."""
