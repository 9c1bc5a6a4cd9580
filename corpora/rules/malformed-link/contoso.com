crane, pier, lock
