"""The words of ``docker run`` and its kind: which are flags, what these give, where image and command stand."""
