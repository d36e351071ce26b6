"""What the dev container format is called, and how it says what rules speak of."""

from __future__ import annotations

from capslint.formats.format import Spelling

NAME = "devcontainer"
TITLE = "Dev Containers"
ARTICLE = "a devcontainer.json"
NOUN = "dev container"
CONFIGS = ("devcontainer.json", ".devcontainer.json")
FEATURE = "devcontainer-feature.json"
EXAMPLE_SUFFIX = ".devcontainer.json"
EXAMPLE_PATH = ".devcontainer/devcontainer.json"
SPELLING = Spelling(
    no_apparmor="apparmor=unconfined",
    no_new_privileges="no-new-privileges",
    as_root="docker exec -u 0",
    unknown_key="what starts the container does not read it there",
    shared_files="for shared files use the mount options z and Z",
    see_processes='give it "--pid=container:NAME" in runArgs',
    devices='give it "--device" for each in runArgs',
    paste=('"capAdd": [{}]', '"{}"', ", "),
)
