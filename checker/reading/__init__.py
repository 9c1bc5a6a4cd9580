"""Pages go in, their facts come out: from the cache, or read anew, by several processes."""
