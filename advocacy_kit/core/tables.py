"""Every table of a workspace, declared once.

The reader, the errors, the forms and the data dictionary are made from this.
"""

from __future__ import annotations

from advocacy_kit.core.schema import Table
from advocacy_kit.core.tables_of_pay import KINDS_OF_PAY, PAY, PAYMENTS, PERIODS
from advocacy_kit.core.tables_of_people import ASK_KINDS, PEOPLE, RELATIONS
from advocacy_kit.core.tables_of_work import VALUE_KINDS, VALUE_STATUS, WORK

__all__ = ["ASK_KINDS", "KINDS_OF_PAY", "PAYMENTS", "PERIODS", "RELATIONS", "TABLES", "VALUE_KINDS", "VALUE_STATUS"]

TABLES: dict[str, Table] = {table.name: table for table in (*WORK, *PAY, *PEOPLE)}
