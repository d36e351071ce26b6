"""Random YAML in random layouts: the same kinds of things, written in every way that people write them."""

from __future__ import annotations

import random

KEYS = ("image", "cap_add", "security_opt", "name", '"quoted"', "'single'", "a-b", "x.y/z", "on", "privileged", "add")
SCALARS = ("x", "true", "80:80", '"SYS_PTRACE"', "'it''s'", "seccomp:unconfined", "1", "null", "~", '"a # b"', "a b")
COMMENTS = ("# c", "#x: y", "# - item", "# 'quote", "# [")


class Layout:
    """Writes one document. ``chance`` decides everything; ``anchors`` are those that an alias may name."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.anchors: list[str] = []
        self.step = chance.choice((1, 2, 2, 4))
        self.comments = chance.choice((0.0, 0.2, 0.5))

    def text(self) -> str:
        """Return a whole document."""
        newline = self.chance.choice(("\n", "\n", "\r\n", "\r"))
        lines = [*self._noise(0), *self._mapping(0, 0)]
        if self.chance.random() < 0.2:
            lines = ["---" + self._trailing(), *lines]
        return newline.join(lines) + newline * self.chance.choice((0, 1, 1, 2))

    def _mapping(self, indent: int, depth: int) -> list[str]:
        lines: list[str] = []
        for key in self.chance.sample(KEYS, self.chance.randint(1, 4)):
            lines += self._noise(indent) if lines else []
            lines += self._entry(" " * indent + key + ":", indent, depth)
        return lines

    def _entry(self, head: str, indent: int, depth: int) -> list[str]:
        kind = self.chance.random()
        if depth < 3 and kind < 0.25:
            inner = indent + self.step
            return [head + self._properties() + self._trailing(), *self._noise(inner), *self._mapping(inner, depth + 1)]
        if depth < 3 and kind < 0.5:
            inner = indent + self.chance.choice((0, 2, self.step))
            return [
                head + self._properties() + self._trailing(),
                *self._noise(inner),
                *self._sequence(inner, depth + 1),
            ]
        return self._value(head, indent, depth)

    def _sequence(self, indent: int, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.chance.randint(1, 3)):
            lines += self._noise(indent) if lines else []
            dash = " " * indent + "-"
            kind = self.chance.random()
            if depth < 3 and kind < 0.3:
                gap = self.chance.choice((1, 1, 3))
                first, *rest = self._mapping(indent + 1 + gap, depth + 1)
                lines += [dash + " " * gap + first.lstrip(" "), *rest]
            elif depth < 3 and kind < 0.4:
                first, *rest = self._sequence(indent + 2, depth + 1)
                lines += [dash + " " + first.lstrip(" "), *rest]
            elif depth < 3 and kind < 0.5:
                lines += [dash + self._trailing(), *self._mapping(indent + 2, depth + 1)]
            else:
                lines += self._value(dash, indent, depth)
        return lines

    def _value(self, head: str, indent: int, depth: int) -> list[str]:
        kind = self.chance.random()
        if kind < 0.1:
            return [head + self._trailing()]
        if kind < 0.2:
            header = self.chance.choice(("|", ">", "|-", ">+", "|+"))
            inside = " " * (indent + 2)
            return [f"{head} {header}{self._trailing()}", inside + "text # text", *self._gap(), inside + "  more"]
        if kind < 0.25:
            return [f"{head} folded", " " * (indent + 1) + "text" + self._trailing()]
        if kind < 0.3:
            return [f'{head} "folded', "", " " * (indent + 1) + '# text"' + self._trailing()]
        if kind < 0.35 and self.anchors:
            return [f"{head} *{self.chance.choice(self.anchors)}" + self._trailing()]
        if kind < 0.55:
            first, *rest = self._flow(indent + 1, depth)
            lines = [f"{head} {first}", *rest]
            return [*lines[:-1], lines[-1] + self._trailing()]
        return [head + self._properties() + " " + self.chance.choice(SCALARS) + self._trailing()]

    def _flow(self, indent: int, depth: int) -> list[str]:
        mapping = self.chance.random() < 0.5
        keys = self.chance.sample(KEYS, self.chance.randint(0, 3))
        inner = [self.chance.choice(SCALARS) if depth > 2 else self._flow_value(depth) for _ in keys]
        parts = [f"{key}: {one}" for key, one in zip(keys, inner, strict=True)] if mapping else inner
        opening, closing = "{}" if mapping else "[]"
        if not parts or self.chance.random() < 0.6:
            pad, comma = self.chance.choice(("", " ")), self.chance.choice(("", "", ",")) if parts else ""
            return [opening + pad + self.chance.choice((", ", ",  ")).join(parts) + comma + pad + closing]
        lines = [opening + self._trailing()]
        for number, part in enumerate(parts):
            comma = "," if number + 1 < len(parts) or self.chance.random() < 0.3 else ""
            lines += [*self._noise(indent), " " * indent + part + comma + self._trailing()]
        return [*lines, " " * indent + closing]

    def _flow_value(self, depth: int) -> str:
        if self.chance.random() < 0.3:
            lines = self._flow(0, depth + 2)
            return lines[0] if len(lines) == 1 else self.chance.choice(SCALARS)
        return self.chance.choice(SCALARS)

    def _properties(self) -> str:
        found = ""
        if self.chance.random() < 0.1:
            found += " !custom"
        if self.chance.random() < 0.15:
            self.anchors.append(f"n{len(self.anchors)}")
            found += f" &{self.anchors[-1]}"
        return found

    def _trailing(self) -> str:
        if self.chance.random() < self.comments:
            return self.chance.choice((" ", "  ")) + self.chance.choice(COMMENTS)
        return ""

    def _gap(self) -> list[str]:
        return [""] * self.chance.choice((0, 0, 1, 2))

    def _noise(self, indent: int) -> list[str]:
        """Blank lines and comments, most of them in the column of what follows."""
        lines: list[str] = []
        while self.chance.random() < self.comments:
            column = self.chance.choice((indent, indent, indent + 2, 0))
            lines += [*self._gap(), " " * column + self.chance.choice(COMMENTS)]
        return lines + (self._gap() if self.chance.random() < 0.2 else [])
