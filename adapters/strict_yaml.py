"""YAML as people write rules: safe, and without surprises."""

from typing import Any

import yaml


class _StrictLoader(yaml.SafeLoader):
    """A key that is written twice is a fault, not a silent change."""

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
