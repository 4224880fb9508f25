"""Same input, same bytes: the date that Office files carry, fixed dates inside their zip."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from docx.opc.package import OpcPackage

MOMENT = datetime(2020, 1, 1, tzinfo=UTC)
"""Date of creation of every Office file; the report's own facts say when and from what it was made."""

OLDEST = (1980, 1, 1, 0, 0, 0)
PACKED = (".png", ".jpeg", ".jpg")
"""Files that are compressed already."""


def pack(package: OpcPackage) -> bytes:
    """Write a Word file without clock times, each part once.

    Parameters
    ----------
    package : OpcPackage
        A python-docx document's ``part.package``.

    Returns
    -------
    bytes
        A zip file whose members are dated 1980-01-01; the same package gives the same bytes.
    """
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in _members(package):
            stamped = ZipInfo(name.lstrip("/"), OLDEST)
            stamped.compress_type = ZIP_STORED if name.endswith(PACKED) else ZIP_DEFLATED
            stamped.external_attr = 0o600 << 16
            archive.writestr(stamped, content)
    return packed.getvalue()


def _members(package: OpcPackage) -> Iterator[tuple[str, bytes]]:
    """Names and contents of a package: what kinds of parts there are, what belongs to what, the parts."""
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.oxml import CT_Types, serialize_part_xml
    from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI
    from docx.opc.spec import default_content_types

    kinds = cast("Any", CT_Types).new()
    by_ending = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    by_ending |= {
        part.partname.ext: part.content_type
        for part in package.parts
        if (part.partname.ext, part.content_type) in default_content_types
    }
    for ending in sorted(by_ending):
        kinds.add_default(ending, by_ending[ending])
    for part in sorted(package.parts, key=lambda part: part.partname):
        if by_ending.get(part.partname.ext) != part.content_type:
            kinds.add_override(part.partname, part.content_type)
    yield CONTENT_TYPES_URI, serialize_part_xml(kinds)
    yield PACKAGE_URI.rels_uri, package.rels.xml
    for part in package.parts:
        yield part.partname, part.blob
        if len(part.rels):
            yield part.partname.rels_uri, part.rels.xml
