"""The five questions about what a job requires, which suggest its level."""

from __future__ import annotations

import contextlib

import ipywidgets

from advocacy_kit.raise_case.job_level import MOST_IMPACT, QUESTIONS, Answers
from advocacy_kit.widgets.base.controls import STYLE

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
