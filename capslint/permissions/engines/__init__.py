"""What turns on the release of an engine: TOML files for people, and the modules made from them."""
