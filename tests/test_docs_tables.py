"""docs/tables.md says what the declaration of the tables says."""

from advocacy_kit.core.schema import DTYPES
from advocacy_kit.core.tables import TABLES
from tests.tables_page import KINDS, PAGE, page


def test_the_page_is_made_from_the_declaration():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.tables_page"


def test_every_kind_of_column_and_every_table_is_explained():
    assert set(KINDS) == set(DTYPES)
    assert all(f"## {table.file}" in page() for table in TABLES.values())
    assert all(column.help for table in TABLES.values() for column in table.columns)
