"""Same input, same bytes: the date that Office files carry, fixed dates inside their zip."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MOMENT = datetime(2020, 1, 1, tzinfo=UTC)
"""Date of creation of every Office file; the report's own facts say when and from what it was made."""

OLDEST = (1980, 1, 1, 0, 0, 0)


def restamp(archive: bytes) -> bytes:
    """Pack an archive again without its clock times.

    Parameters
    ----------
    archive : bytes
        A zip file.

    Returns
    -------
    bytes
        The same members in the same order, all dated 1980-01-01.
    """
    packed = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(packed, "w") as target:
        for member in source.infolist():
            stamped = ZipInfo(member.filename, OLDEST)
            stamped.compress_type = ZIP_DEFLATED
            stamped.external_attr = 0o600 << 16
            target.writestr(stamped, source.read(member))
    return packed.getvalue()
