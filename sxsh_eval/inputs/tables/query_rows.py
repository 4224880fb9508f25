"""Tables that are no sheets: Parquet files, and answers to a query of a database that is only read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.inputs.tables.cells import RawSheet
from sxsh_eval.parameters.yaml_files import label_of

READS = re.compile(r"\s*(select|with)\b[^;]*;?\s*", re.IGNORECASE | re.DOTALL)
"""One statement that asks; the connection refuses to write besides."""

SHOWN = 200
READ_ONLY = {"postgresql": "SET TRANSACTION READ ONLY", "mysql": "SET TRANSACTION READ ONLY"}


def parquet_sheet(path: Path) -> RawSheet:
    """Rows of a Parquet file, its names of columns as first row.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except (OSError, ValueError) as error:
        found = str(error).splitlines()[0][:SHOWN]
        raise InputError([Problem("table.unreadable", label_of(path), found)]) from None
    columns = [column.to_pylist() for column in table.columns]
    return RawSheet("", [table.column_names, *zip(*columns, strict=True)])


def address_of(url: str) -> tuple[str, str | None]:
    """Address without query and password for messages, and the query that it carries.

    Raises
    ------
    UsageError
        If it is no database address.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise UsageError([Problem("table.address", "URL", url.partition("?")[0][:SHOWN])]) from None
    query = parsed.query.get("query")
    text = query if isinstance(query, str) or query is None else query[0]
    return parsed.difference_update_query(["query"]).render_as_string(hide_password=True), text


def query_sheet(url: str, query: str | None) -> RawSheet:
    """Answer to a query, its names of columns as first row.

    Parameters
    ----------
    url : str
        ``sqlite:///file.db``, ``duckdb:///file.db``, or what else SQLAlchemy opens; may carry ``?query=SELECT …``.
    query : str or None
        One statement that begins with SELECT or WITH.

    Returns
    -------
    RawSheet
        Named as files without sheets.

    Raises
    ------
    InputError
        If the database cannot be opened or does not understand the query.
    UsageError
        If there is no query, or one that would change something.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    label, own = address_of(url)
    asked = query or own
    if asked is None or not READS.fullmatch(asked):
        raise UsageError([Problem("table.query", label, (asked or "-")[:SHOWN])])
    parsed = make_url(url).difference_update_query(["query"])
    database = Path(parsed.database or "")
    is_file = parsed.get_backend_name() in {"sqlite", "duckdb"}
    if is_file and not database.is_file():
        raise InputError([Problem("file.missing", label, "-")])
    try:
        if parsed.get_backend_name() == "duckdb":
            names, rows = _duckdb_rows(database, asked)
        else:
            names, rows = _database_rows(parsed, asked, database)
    except (SQLAlchemyError, OSError, ImportError) as error:
        found = str(getattr(error, "orig", None) or error).splitlines()[0][:SHOWN]
        raise InputError([Problem("table.database", label, found)]) from None
    return RawSheet("", [list(names), *rows])


def _database_rows(url: Any, query: str, database: Path) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    import sqlite3

    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    if url.get_backend_name() == "sqlite":
        address = f"file:{quote(database.resolve().as_posix())}?mode=ro"
        engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))
    try:
        with engine.connect() as connection:
            if url.get_backend_name() in READ_ONLY:
                connection.execute(text(READ_ONLY[url.get_backend_name()]))
            answer = connection.exec_driver_sql(query)
            rows = [tuple(row) for row in answer.fetchall()]
            connection.rollback()
            return list(answer.keys()), rows
    finally:
        engine.dispose()


def _duckdb_rows(database: Path, query: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    import duckdb

    try:
        with duckdb.connect(str(database), read_only=True, config={"enable_external_access": "false"}) as connection:
            answer = connection.execute(query)
            return [column[0] for column in answer.description or ()], answer.fetchall()
    except duckdb.Error as error:
        raise OSError(str(error)) from None
