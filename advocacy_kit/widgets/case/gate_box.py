"""A reason for what a gate asks about."""

from __future__ import annotations

import ipywidgets

from advocacy_kit.raise_case.gates import GATES, GatesOpen
from advocacy_kit.widgets.base.controls import line_of_text
from advocacy_kit.widgets.base.view import paragraph, shown_if


class GateBox:
    """A reason for each gate that asked: what was typed stays, and the figure follows as soon as each has one."""

    def __init__(self) -> None:
        self.reasons = {gate: line_of_text("it is right as it is, because", "your reason") for gate in GATES}
        self.asked = {gate: ipywidgets.HTML() for gate in GATES}
        self.controls = tuple(self.reasons.values())
        self.box = ipywidgets.VBox([part for gate in GATES for part in (self.asked[gate], self.reasons[gate])])
        self.show(None)

    def show(self, stopped: GatesOpen | None) -> None:
        """Show the questions that are open, and those that the user has answered."""
        asked = {question.gate: question for question in stopped.questions} if stopped else {}
        for gate, reason in self.reasons.items():
            if gate in asked:
                self.asked[gate].value = paragraph(f"{asked[gate].sentence}")
            shown_if(gate in asked or reason.value.strip() != "", self.asked[gate], reason)

    def read(self) -> tuple[tuple[str, str], ...]:
        """Return each gate that has a reason, with it."""
        return tuple((gate, field.value.strip()) for gate, field in self.reasons.items() if field.value.strip())
