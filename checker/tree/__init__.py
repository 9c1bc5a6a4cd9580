"""Where pages come from: a folder, a git revision or the git index; and what git says of them."""
