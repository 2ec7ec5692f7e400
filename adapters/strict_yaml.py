"""YAML as people write rules: safe, and without surprises.

The text is taken apart by libyaml, which is several times as fast as the parser written in Python and comes
with every wheel of PyYAML. The composer is the one in Python: libyaml's ends the whole process on text that
is nested too deeply.
"""

from typing import Any

import yaml
from yaml.composer import Composer

_MAX_DEPTH = 64


class _StrictLoader(Composer, yaml.CSafeLoader):
    """A key that is written twice is a fault, not a silent change."""

    def __init__(self, stream: bytes) -> None:
        """Read this text."""
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose what comes next, as long as people could still read it."""
        if self._depth > _MAX_DEPTH:
            message = f"is nested more than {_MAX_DEPTH} deep"
            raise yaml.YAMLError(message)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Read a mapping, each key once."""
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                message = f"{key} is written twice at {node.start_mark}"
                raise yaml.YAMLError(message)
        return super().construct_mapping(node, deep)


def load_strictly(raw: bytes) -> object:
    """Return what a YAML file says.

    Raises:
        ValueError: it is not YAML, or says something twice; the text is one line.
    """
    try:
        content: object = yaml.load(raw, Loader=_StrictLoader)  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(" ".join(str(error).split())) from None
    return content
