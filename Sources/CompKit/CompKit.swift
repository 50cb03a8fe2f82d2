// The module's files come beside this one.
