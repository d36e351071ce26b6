"""The example harness: a rule's example files are its tests. For the built-in rules and for everyone's.

A rule folder has ``examples/bad`` and ``examples/good``. A bad example ``NAME.compose.yaml`` or ``NAME.k8s.yaml`` has
its text report beside it as ``NAME.compose.out`` and, if ``fix --unsafe`` changes it, the result as
``NAME.compose.fixed.yaml``. Examples in other formats, of which a rule need have none, end in ``.devcontainer.json``,
``.container`` (Quadlet) and ``.sh``; beside them stand ``NAME.sh.out`` and ``NAME.sh.fixed``. A good example is silent.
Other files in the folders are neighbours that examples refer to.

In a test of your own rule::

    from capslint.testing import complaints
    assert complaints(RULE, "path/to/the/rule/folder") == []

``python -m capslint.testing MODULE`` does the same from a shell; with ``--update`` it writes the reports and
fixed texts anew, and the examples in layouts that are missing.
``python -m capslint.testing --new RULE-ID`` writes a rule to begin with.
"""

from capslint.testing.harness import complaints, update

__all__ = ["complaints", "update"]
