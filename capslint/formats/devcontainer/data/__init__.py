"""What is known of Features and images: TOML for people, a Python module made of it for the machine."""
