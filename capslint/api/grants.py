"""What a container is granted: the rows of `capslint.model.grants`, and capabilities as they stand in lists."""

from __future__ import annotations

from capslint.model.capability_items import Item, is_capability, item_named, items_of, meant_by, single_item
from capslint.model.grants import EVERY, FIELD_GRANTS, Grant, bare_name, grant_named

__all__ = [
    "EVERY",
    "FIELD_GRANTS",
    "Grant",
    "Item",
    "bare_name",
    "grant_named",
    "is_capability",
    "item_named",
    "items_of",
    "meant_by",
    "single_item",
]
