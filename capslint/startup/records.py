"""`typing.NamedTuple` that is made five times faster: all that a small check does is to import our many small types.

Making a `typing.NamedTuple` compiles each field's annotation and the text of a constructor: 0.1 to 0.2 ms, for some
hundred types: 17 ms of a check of 100 ms. Here nothing is compiled before there are many instances. To a type checker
it is the original.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter
    except ImportError:  # other interpreters than CPython; as the standard library's collections does

        def _tuplegetter(index, doc):
            return property(lambda record: tuple.__getitem__(record, index), doc=doc)

    _MANY = 30  # instances, from which on a constructor of one's own is worth its making

    class _Meta(type):
        def __new__(cls, name, bases, namespace):
            if bases == (tuple,) or any("_fields" in vars(base) for base in bases):
                return super().__new__(cls, name, bases, {"__slots__": (), **namespace})  # methods alone
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if fields[len(fields) - len(defaults) :] != tuple(defaults):
                raise TypeError(f"{name}: a field without a default follows one with a default")
            for index, field in enumerate(fields):
                namespace[field] = _tuplegetter(index, None)
            namespace.update(
                __slots__=(),
                _fields=fields,
                __match_args__=fields,
                _field_defaults=defaults,
                __new__=_first_new(fields, defaults),
            )
            return super().__new__(cls, name, bases, namespace)

    def _first_new(fields, defaults):
        number, calls = len(fields), 0

        def new(cls, *args, **named):
            nonlocal calls
            calls += 1
            if calls <= _MANY and len(args) + len(named) <= number:
                values = {**defaults, **dict(zip(fields, args, strict=False)), **named}
                twice = any(name in named for name in fields[: len(args)])
                if not twice and len(values) == number and all(name in values for name in fields):
                    return tuple.__new__(cls, [values[name] for name in fields])
            # Arguments that do not fit are refused by the compiled one, in Python's words.
            owner = next(base for base in cls.__mro__ if "_fields" in vars(base))
            owner.__new__ = staticmethod(_compiled(fields, tuple(defaults.values())))
            return owner.__new__(cls, *args, **named)

        return new

    def _compiled(fields, defaults):
        # What the standard library's namedtuple does for every type.
        names = ", ".join(fields)
        made = eval(  # noqa: S307 (the names are attributes of a class body)
            f"lambda _cls, {names}: _tuple_new(_cls, ({names}{',' if fields else ''}))",
            {"_tuple_new": tuple.__new__, "__builtins__": {}},
        )
        made.__name__ = "__new__"
        made.__defaults__ = defaults or None
        return made

    class NamedTuple(tuple, metaclass=_Meta):
        """What every record is: a tuple whose items have names."""

        _make = classmethod(tuple.__new__)  # half the time of a call, for what is made by the ten thousand

        def _replace(self, /, **values):
            made = self._make(map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"no such fields: {list(values)}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):  # noqa: D105
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self):  # noqa: D105
            return tuple(self)
