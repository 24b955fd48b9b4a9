"""Two small forms of the case: the level that the job requires, and the reason for what a gate asks about."""

from __future__ import annotations

import contextlib

import ipywidgets

from advocacy_kit.raise_case.gates import GATES, GatesOpen
from advocacy_kit.raise_case.job_level import MOST_IMPACT, QUESTIONS, Answers
from advocacy_kit.widgets.base.controls import STYLE, line_of_text
from advocacy_kit.widgets.base.view import paragraph, shown_if

MORE = (("not answered", None), ("no", 0), ("some", 1), ("a lot", 2))
YES_NO = (("not answered", None), ("no", False), ("yes", True))


class LevelBox:
    """Five short questions about what the job requires; each may be left out, and without any the percentile stays."""

    def __init__(self) -> None:
        wide = ipywidgets.Layout(width="620px")
        self.experience, self.own_years = (
            ipywidgets.Text(
                description=words, placeholder="years, such as 3", continuous_update=False, style=STYLE, layout=wide
            )
            for words in (QUESTIONS[0], QUESTIONS[4])
        )
        self.education, self.skills, self.supervises = (
            ipywidgets.Dropdown(options=options, value=None, description=words, style=STYLE, layout=wide)
            for options, words in ((MORE, QUESTIONS[1]), (MORE, QUESTIONS[2]), (YES_NO, QUESTIONS[3]))
        )
        self.impact = ipywidgets.BoundedIntText(
            value=0,
            min=-int(MOST_IMPACT),
            max=int(MOST_IMPACT),
            description="documented impact moves it by points",
            style=STYLE,
            layout=wide,
        )
        self.controls = (self.experience, self.education, self.skills, self.supervises, self.own_years, self.impact)
        self.box = ipywidgets.VBox(self.controls)

    def read(self) -> Answers | None:
        """Return the answers; None where no question has one."""
        answers = Answers(
            experience=_years(self.experience.value),
            education=self.education.value,
            skills=self.skills.value,
            supervises=self.supervises.value,
            own_years=_years(self.own_years.value),
        )
        return None if answers == Answers() else answers


def _years(text: str) -> float | None:
    with contextlib.suppress(ValueError):
        return float(text.strip().replace(",", "."))
    return None


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
