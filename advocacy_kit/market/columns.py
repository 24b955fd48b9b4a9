"""Official text columns to arrays: each distinct text is read once, whatever the number of rows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.bool_] | npt.NDArray[np.int64]  # which rows: a mask, or their places
_FIGURE = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d*)?")


class Columns:
    """The columns of an Arrow table of texts; a missing column reads as blank."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._known: dict[str, tuple[npt.NDArray[np.int64], list[str]]] = {}
        self._figures: dict[str, tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]] = {}

    def _encoded(self, name: str) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return for each row the place of its text among the distinct texts."""
        if name not in self._known:
            if name not in self._table.column_names:
                self._known[name] = np.zeros(len(self._table), dtype=np.int64), [""]
            else:
                column = self._table[name].combine_chunks()
                column = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
                texts = ["" if text is None else str(text).strip() for text in column.dictionary.to_pylist()]
                places = column.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.int64)
                self._known[name] = places, [*texts, ""]
        return self._known[name]

    def where(self, name: str, accept: Callable[[str], bool]) -> Mask:
        """Say of each row whether its text is accepted."""
        places, texts = self._encoded(name)
        return np.array([accept(text) for text in texts], dtype=bool)[places]

    def truth(self, name: str, rows: Rows) -> Mask:
        """Read a column of TRUE and blank."""
        return self.where(name, lambda text: text.upper() == "TRUE")[rows]

    def codes(
        self, name: str, rows: Rows, clean: Callable[[str], str] = str, default: str = ""
    ) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return small integers and the sorted codes they stand for."""
        places, texts = self._encoded(name)
        places = places[rows]
        cleaned = [clean(text) if text else default for text in texts]
        present = sorted({cleaned[place] for place in np.unique(places)})
        number = {code: place for place, code in enumerate(present)}
        return np.array([number.get(code, -1) for code in cleaned])[places], present

    def texts(self, name: str, rows: Rows) -> tuple[str, ...]:
        """Return the texts of some rows."""
        places, texts = self._encoded(name)
        return tuple(texts[place] for place in places[rows])

    def numbers(self, names: Sequence[str], rows: Rows) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]:
        """Return (rows, names) figures, NaN where there is none.

        And beside them "value" or the marker found instead.
        """
        figures, markers = [], []
        for name in names:
            places, texts = self._encoded(name)
            if name not in self._figures:
                values = [_number(text) for text in texts]
                kinds = [text[:5] if math.isnan(value) else "value" for value, text in zip(values, texts, strict=True)]
                self._figures[name] = np.array(values, dtype=np.float64), np.array(kinds, dtype="<U5")
            figures.append(self._figures[name][0][places[rows]])
            markers.append(self._figures[name][1][places[rows]])
        return np.column_stack(figures), np.column_stack(markers)


def _number(text: str) -> float:
    """Read an official figure; a marker, a blank, or a comma that groups no thousands is no number."""
    return float(text.replace(",", "")) if _FIGURE.fullmatch(text) else float("nan")
