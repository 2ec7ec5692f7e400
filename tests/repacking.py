"""Bundles in which a part is another, and the manifest says so too."""

import json
from hashlib import sha256
from typing import Any

from adapters.bundle_file import pack
from domain.canonical import canonical_json


def repacked(parts: dict[str, bytes], path: str, content: bytes) -> bytes:
    """Return the bundle with another part, and a manifest that agrees with it."""
    parts = parts | {path: content}
    manifest: dict[str, Any] = json.loads(parts["manifest.json"])
    listed = {"path": path, "size": len(content), "sha256": sha256(content).hexdigest()}
    manifest["parts"] = [listed if part["path"] == path else part for part in manifest["parts"]]
    return pack(parts | {"manifest.json": canonical_json(manifest)})
