"""Checks of the artifacts: there, not empty, not too large, and readable as what their name says."""

import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from worker.evidence import Check
from worker.plan import Artifact
from worker.verify.fact import fact
from worker.verify.observed import Observed

_PNG = b"\x89PNG\r\n\x1a\n"
_PDF = b"%PDF-"


def artifact_checks(observed: Observed) -> Iterator[Check]:
    """`artifact-logged:<path>` and, for what could be downloaded, `artifact-readable:<path>`."""
    sizes = {record.path: record.size for record in observed.artifacts}
    for artifact in observed.plan.artifacts:
        size = sizes.get(artifact.path)
        yield _left_out(artifact, observed) or _logged(artifact, size, limit=observed.artifact_limit)
        content = observed.contents.get(artifact.path)
        if content is not None:
            yield _readable(artifact, content)


def _left_out(artifact: Artifact, observed: Observed) -> Check | None:
    """What stands in for a file over the limit: its size as a parameter."""
    key = re.sub(r"[^\w.-]+", "_", PurePosixPath(artifact.path).name) + "_bytes"
    size = observed.run.params.get(key, "") if observed.run and artifact.kind == "file" else ""
    if not size.isdecimal() or int(size) <= observed.artifact_limit:
        return None
    return fact(
        f"artifact-logged:{artifact.path}",
        trouble="",
        expected=f"the size of a file over {observed.artifact_limit} bytes, as a parameter",
        observed=f"{key} = {size}",
        requirements=artifact.requirements,
    )


def _logged(artifact: Artifact, size: int | None, *, limit: int) -> Check:
    category = ""
    if size is None:
        category = "artifact-missing"
    elif size == 0:
        category = "artifact-empty"
    elif size > limit:
        category = "artifact-too-large"
    return fact(
        f"artifact-logged:{artifact.path}",
        trouble=category,
        expected=f"a file of 1 to {limit} bytes",
        observed="not logged" if size is None else f"{size} bytes",
        requirements=artifact.requirements,
    )


def _readable(artifact: Artifact, content: bytes) -> Check:
    suffix = PurePosixPath(artifact.path).suffix.lower()
    trouble = _READERS.get(suffix, _not_empty)(content)
    return fact(
        f"artifact-readable:{artifact.path}",
        trouble="artifact-unreadable" if trouble else "",
        expected=f"readable as {suffix.removeprefix('.') or 'a file'}",
        observed=trouble or f"{len(content)} bytes, readable",
        requirements=artifact.requirements,
    )


def _not_empty(content: bytes) -> str:
    return "" if content.strip() else "nothing but white space"


def _json(content: bytes) -> str:
    try:
        json.loads(content)
    except ValueError as error:
        return f"no JSON: {error}"
    return ""


def _html(content: bytes) -> str:
    return "" if b"<" in content else "no markup in it"


def _svg(content: bytes) -> str:
    return "" if b"<svg" in content else "no <svg> element in it"


def _pdf(content: bytes) -> str:
    return "" if content.startswith(_PDF) else "no PDF signature"


def _png(content: bytes) -> str:
    """Walk the chunks: signature, IHDR with a size, image data that inflates, IEND."""
    if not content.startswith(_PNG):
        return "no PNG signature"
    offset, kinds, data = len(_PNG), [], b""
    while offset + 12 <= len(content):
        length = int.from_bytes(content[offset : offset + 4], "big")
        kind = content[offset + 4 : offset + 8]
        body = content[offset + 8 : offset + 8 + length]
        checksum = content[offset + 8 + length : offset + 12 + length]
        if zlib.crc32(kind + body) != int.from_bytes(checksum, "big"):
            return f"chunk {kind.decode('latin-1')} is damaged"
        kinds.append(kind)
        data += body if kind == b"IDAT" else b""
        if kind == b"IHDR" and not (any(body[0:4]) and any(body[4:8])):
            return "an image without width or height"
        offset += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"]:
        return "a PNG that is cut off"
    try:
        return "" if zlib.decompress(data) else "no image data"
    except zlib.error as error:
        return f"image data that does not inflate: {error}"


_READERS: Mapping[str, Callable[[bytes], str]] = {
    ".png": _png,
    ".json": _json,
    ".html": _html,
    ".svg": _svg,
    ".pdf": _pdf,
}
