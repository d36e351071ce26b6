"""What tools need and how they are recognised, as data: edit the .toml files, the modules are generated from them."""
