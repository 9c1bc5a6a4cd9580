"""Rules on links, anchors and includes."""
