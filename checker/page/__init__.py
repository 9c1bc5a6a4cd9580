"""A page's text goes in; its blocks, and the facts that several rules share, come out."""
