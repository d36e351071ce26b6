"""One container explained: what it is given, and what comes of a debugger in it, gate by gate."""
