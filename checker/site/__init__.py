"""What publishes a docs tree: where its links lead, and which anchors its headings get."""
