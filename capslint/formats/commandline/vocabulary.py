"""What command lines are called, and how they say what rules speak of."""

from __future__ import annotations

from capslint.formats.format import Spelling

NAME = "commandline"
TITLE = "Command line"
ARTICLE = "a script that starts containers"
NOUN = "container"
EXAMPLE_SUFFIX = ".sh"
SPELLING = Spelling(
    no_apparmor="--security-opt apparmor=unconfined",
    no_new_privileges="--security-opt no-new-privileges",
    as_root="docker exec -u 0",
    unknown_key="the engine refuses a flag that it does not know",
    shared_files="for shared files use the mount options z and Z",
    see_processes="start it with --pid=container:NAME",
    devices="give them one by one with --device",
    paste=("{}", "--cap-add={}", " "),
)
