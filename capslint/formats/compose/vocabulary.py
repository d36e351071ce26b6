"""What the Compose format is called, and how it says what rules speak of."""

from __future__ import annotations

from capslint.formats.format import Spelling

NAME = "compose"
TITLE = "Compose"
ARTICLE = f"a {TITLE} file"
NOUN = "service"
"""What a container is called."""
EXAMPLE_SUFFIX = ".compose.yaml"
SPELLING = Spelling(
    no_apparmor="apparmor=unconfined",
    no_new_privileges="no-new-privileges",
    as_root="docker exec -u 0",
    unknown_key=f"{TITLE} refuses a key that it does not know there",
    shared_files="for shared files use the mount options z and Z",
    see_processes="share the process namespace of the one container that it looks into",
    devices="list them under devices, with the cgroup rules they need",
    override="compose.debug.yaml",
    optional="profiles: [debug]",
    paste=("cap_add: [{}]", "{}", ", "),
)
