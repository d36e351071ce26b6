"""Whether a debugger's operation works in a container on a host, gate by gate, and the least that makes it work."""
