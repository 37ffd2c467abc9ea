"""Whether an artifact's bytes are what its name says; each reader answers with what is wrong, or nothing."""

import json
import zlib
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import PurePosixPath

_PNG = b"\x89PNG\r\n\x1a\n"
_PDF = b"%PDF-"
_PARQUET = b"PAR1"
_CHARTS = (b"Plotly.newPlot", b"vegaEmbed", b"embed_document", b"<svg", b"<img", b"<canvas")
"""what pages with a chart hold: plotly, altair, bokeh, pictures"""
_BITS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""PNG colour type → channels"""


def unreadable(path: str, content: bytes, *, kind: str) -> str:
    """What is wrong with an artifact of this kind (`figure`, `table`, …), for people; empty when it opens."""
    suffix = PurePosixPath(path).suffix.lower()
    trouble = _READERS.get(suffix, _not_empty)(content)
    if trouble:
        return trouble
    if kind == "table":
        return _rows(suffix, content)
    if kind == "figure" and suffix == ".html" and not any(mark in content for mark in _CHARTS):
        return "a page without a chart"
    return ""


def _not_empty(content: bytes) -> str:
    return "" if content.strip() else "nothing but white space"


def _json(content: bytes) -> str:
    try:
        json.loads(content)
    except ValueError as error:
        return f"no JSON: {error}"
    return ""


def _rows(suffix: str, content: bytes) -> str:
    """A table has at least one row."""
    if suffix == ".json":
        table = json.loads(content)
        rows = table.get("data", table) if isinstance(table, dict) else table
        return "" if isinstance(rows, list) and rows else "a table without rows"
    if suffix == ".csv":
        return "" if len(content.strip().splitlines()) > 1 else "a table without rows"
    return ""


class _Elements(HTMLParser):
    found = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        self.found += 1


def _html(content: bytes) -> str:
    page = _Elements()
    page.feed(content.decode("utf-8", "replace"))
    return "" if page.found else "no markup in it"


def _svg(content: bytes) -> str:
    return "" if b"<svg" in content else "no <svg> element in it"


def _pdf(content: bytes) -> str:
    return "" if content.startswith(_PDF) else "no PDF signature"


def _parquet(content: bytes) -> str:
    whole = len(content) > 2 * len(_PARQUET) and content.startswith(_PARQUET) and content.endswith(_PARQUET)
    return "" if whole else "no whole Parquet file"


def _png(content: bytes) -> str:
    """Walk the chunks: signature, IHDR with a size, image data that inflates and shows something, IEND."""
    if not content.startswith(_PNG):
        return "no PNG signature"
    offset, kinds, data, header = len(_PNG), [], b"", b""
    while offset + 12 <= len(content):
        length = int.from_bytes(content[offset : offset + 4], "big")
        kind = content[offset + 4 : offset + 8]
        body = content[offset + 8 : offset + 8 + length]
        checksum = content[offset + 8 + length : offset + 12 + length]
        if zlib.crc32(kind + body) != int.from_bytes(checksum, "big"):
            return f"chunk {kind.decode('latin-1')} is damaged"
        kinds.append(kind)
        data += body if kind == b"IDAT" else b""
        header = body if kind == b"IHDR" else header
        offset += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"]:
        return "a PNG that is cut off"
    if not (any(header[0:4]) and any(header[4:8])):
        return "an image without width or height"
    try:
        pixels = zlib.decompress(data)
    except zlib.error as error:
        return f"image data that does not inflate: {error}"
    return ("an image of one colour" if _blank(header, pixels) else "") if pixels else "no image data"


def _blank(header: bytes, pixels: bytes) -> bool:
    """Whether a picture of more than one row is surely one colour; interlaced ones and odd depths are let pass."""
    width, depth, colour, interlaced = int.from_bytes(header[0:4], "big"), header[8], header[9], header[12]
    step = _BITS.get(colour, 0)
    stride = 1 + width * step
    if interlaced or depth != 8 or not step or len(pixels) < 2 * stride:
        return False
    rows = {pixels[at : at + stride] for at in range(stride, len(pixels), stride)}
    first, (same, *more) = pixels[:stride], rows
    uniform = first[1:] == first[1 : 1 + step] * width
    from_left = not any(first[1 + step :])
    # filters: 0 none, 1 to the left, 2 upwards, 4 Paeth
    flat = (first[0] in (0, 2) and uniform) or (first[0] in (1, 4) and from_left)
    colour_of = first[1 : 1 + step]
    repeats = (
        (same[0] in (2, 4) and not any(same[1:]))
        or (same[0] == 0 and same[1:] == colour_of * width)
        or (same[0] == 1 and same[1:] == colour_of + bytes(stride - 1 - step))
    )
    return flat and repeats and not more


_READERS: Mapping[str, Callable[[bytes], str]] = {
    ".png": _png,
    ".json": _json,
    ".html": _html,
    ".svg": _svg,
    ".pdf": _pdf,
    ".parquet": _parquet,
}
