"""The texts that are written, each of which stands as it is in the documentation."""

from __future__ import annotations

from capslint import HOME, __version__

CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
"""https://github.com/actions/checkout/releases/tag/v7.0.1"""
SETUP_PYTHON = "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0"
"""https://github.com/actions/setup-python/releases/tag/v7.0.0"""

HOOK_IDS = ("capslint-fix", "capslint")
"""The hooks in the order in which they run: what no fix could mend is reported behind the fixes."""

SETTINGS = f"""\
# Settings of capslint: {HOME}
# Without a # they hold; `capslint config` shows what is in force, and why.
fail-on = "warning" # the least severity that a run ends with 1 for
# engine = "docker@29.0" # what is known of the hosts makes answers certain
# kernel = "6.12"
# exclude = ["vendor/"]
"""

PRE_COMMIT = f"""\
repos:
  - repo: {HOME}
    rev: v{__version__}
    hooks:
      - id: capslint-fix
      - id: capslint
"""

GITHUB = f"""\
name: capslint

on:
  push:
    branches: [main, master]
  pull_request:

permissions: {{}}

concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  capslint:
    name: Check debug containers
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: {CHECKOUT}
        with:
          persist-credentials: false
      - uses: {SETUP_PYTHON}
        with:
          python-version: "3.13"
      - run: pip install capslint=={__version__}
      - run: capslint check .
"""

GITLAB = f"""\
capslint:
  image: docker.io/library/python:3.13-slim
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  before_script:
    - pip install --quiet capslint=={__version__}
  script:
    - capslint check --format text --format gitlab=gl-code-quality-report.json .
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""
