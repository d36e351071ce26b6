"""JSON with comments and trailing commas: read as jsonc-parser does, and edited so that every other byte stays."""
