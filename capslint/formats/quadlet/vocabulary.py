"""What the Quadlet format is called, and how it says what rules speak of."""

from __future__ import annotations

from capslint.formats.format import Spelling

NAME = "quadlet"
TITLE = "Quadlet"
ARTICLE = f"a {TITLE} container unit"
NOUN = "container"
"""What a container is called."""
EXAMPLE_SUFFIX = ".container"
SPELLING = Spelling(
    no_apparmor="AppArmor=unconfined",
    no_new_privileges="NoNewPrivileges=true",
    as_root="podman exec -u 0",
    unknown_key=f"{TITLE} refuses the whole unit for a key that it does not know there",
    shared_files="for shared files use the volume options z and Z",
    see_processes="start it with PodmanArgs=--pid=container:NAME",
    devices="list them with AddDevice",
    override="a drop-in NAME.container.d/debug.conf",
    paste=("AddCapability={}", "CAP_{}", " "),
)
