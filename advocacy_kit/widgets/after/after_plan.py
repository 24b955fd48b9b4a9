"""The plan that follows a not yet or a no.

Milestones as rows to be edited, how far they are, and the user's own steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import ipywidgets

from advocacy_kit.charts import draw_milestones
from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.plan import MONTHS, MOST, WEEKS, finish_step, plan_page, propose_plan
from advocacy_kit.conversation.plan_findings import milestones_finding, plan_of, steps_of, steps_words, wins_since
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import day, short
from advocacy_kit.documents.asking import file_name, plan_events
from advocacy_kit.documents.files import save, save_calendar
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.followup import NEXT, Facts, Milestone, OwnStep, advance, amend
from advocacy_kit.widgets.base import (
    STYLE,
    WIDTH,
    Displayed,
    Fields,
    FileButton,
    Note,
    Shown,
    action,
    card,
    framed,
    joined,
    lacking,
    names,
    offered,
    panel,
    paragraph,
    picture,
    shown_if,
    table,
    text,
    text_of,
)
from advocacy_kit.widgets.goals.monthly_goals import open_goals
from advocacy_kit.widgets.meeting.ask_session import STEP, AskSaveButton, AskSession, unbroken

CALENDAR, PAGE = "plan.ics", "plan.md"
PROPOSED = (
    "A plan to begin with, out of your open goals, or out of what stands in the way. Change it, and empty the rows that"
    " you do not want."
)
FURTHER = "The plan runs. A further milestone can be added here; what is on file is changed in milestones.csv."
NO_PLAN = "Milestones follow an answer that is “not yet” or “no”."
AWAY = "The rows may name amounts, and amounts are hidden: they come back with the switch above."
STONE = ("milestone", "measure", "baseline", "target", "unit", "owner", "due", "goal_id")


class PlanRows(Displayed):
    """A proposed plan of six months as rows to be edited; it is kept only when every row has a measure and a day."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self._for: tuple[str, str] | None = None
        self.months = ipywidgets.BoundedIntText(value=MONTHS, min=1, max=24, description="months", style=STYLE)
        self.weeks = ipywidgets.BoundedIntText(
            value=WEEKS, min=1, max=26, description="weeks between two looks", style=STYLE
        )
        self.months.layout.width, self.weeks.layout.width = "150px", "240px"
        self.next = ipywidgets.DatePicker(description="first look on", style=STYLE)
        self.propose = action("Propose anew", "Replace the rows by a plan out of your goals", self.pressed_propose, "")
        goals = open_goals(session.records)
        self.rows = tuple(
            Fields(
                "milestones",
                STONE,
                controls={"goal_id": names("goal", goals, "The goal whose check-ins measure it")},
                wide=("milestone",),
                changed=self.changed,
            )
            for _ in range(MOST + 1)
        )
        self.lead, self.missing = ipywidgets.HTML(), ipywidgets.HTML()
        self.note = Note("", "")
        self.keep = AskSaveButton(
            session,
            "Save milestones",
            "Keep the rows in milestones.csv, and the follow-ups as a calendar file",
            self._changes,
            self._files,
        )
        self.calendar = FileButton(
            "Write plan and calendar",
            f"Write documents/{CALENDAR} and the plan as a page",
            self._write,
            told=session.told,
            style="",
        )
        head = card(self.months, self.weeks, self.next, self.propose)
        layout = ipywidgets.Layout(grid_gap="6px 0", max_width=f"{WIDTH}px")
        stones = ipywidgets.VBox([framed(row.box) for row in self.rows], layout=layout)
        self.panel = ipywidgets.VBox([head, stones, self.missing])
        buttons = ipywidgets.HBox([self.keep.button, self.keep.undo, self.calendar.button])
        self.box = ipywidgets.VBox([self.lead, self.panel, buttons, self.keep.status, self.calendar.status])
        session.connect(self.refresh)
        self.next.observe(self.changed, names="value")

    @property
    def _state(self) -> str:
        ask = self._session.ask
        return ask.known_state if ask is not None else ""

    def refresh(self) -> None:
        """Begin with a proposal where the answer allows a plan.

        Rows that are being edited stay while the ask stays where it is.
        """
        ask = self._session.ask
        key = (ask.id, ask.known_state) if ask is not None else None
        if key != self._for:
            self._for = key
            if self._planned and self._state != "milestones":
                self.pressed_propose()
            else:
                self._clear()
        away = self._session.hidden
        shown_if(self._planned and not away, self.panel, self.keep.button)
        shown_if(ask is not None, self.calendar.button)
        self.words = (
            (AWAY if away else FURTHER if self._state == "milestones" else PROPOSED) if self._planned else NO_PLAN
        )
        self.lead.value = paragraph(self.words)
        self.changed()

    @property
    def _planned(self) -> bool:
        """Whether the answer is one that a plan follows."""
        ask = self._session.ask
        legal = self._state == "milestones" or "milestones" in NEXT.get(self._state, ())
        return ask is not None and legal and bool(ask.blocker)  # a yes that is agreed in writing has none

    def changed(self, _change: object = None) -> None:
        """Name everything that the plan still lacks."""
        idle = self._state == "milestones" and not self._filled
        self.say(self.missing, lacking(self._changes) if self._planned and not idle else Note("", ""))

    def pressed_propose(self, _button: object = None) -> None:
        """Fill the rows with a plan for so many months."""
        plan = propose_plan(
            self._session.records, self._session.key, months=int(self.months.value), weeks=int(self.weeks.value)
        )
        for row, stone in zip_longest(self.rows, plan.milestones):
            row.write(vars(stone) if stone is not None else None, self._locale)
        self.next.value = plan.follow_ups[0]

    def _changes(self) -> Sequence[Change]:
        session, problems = self._session, list[Issue]()
        for row in self._filled:
            name = f"“{row['milestone'].value.strip() or row['measure'].value.strip()}”"
            given = row["baseline"].value.strip()
            # a target that cannot be read is one that is missing, and the plan says so
            if given and row.read(self._locale)["baseline"] is None:
                message, fix = f"{name} begins at {given!r}, which is no number", "Write digits, or leave it out."
                problems.append(Issue("milestones.csv", 0, 0, "K013", "error", message, fix=fix))
        stones = tuple(row.make(Milestone, self._locale) for row in self._filled)
        facts = Facts(milestones=stones, next_date=self.next.value)
        try:
            if self._state == "milestones":
                changes = amend(session.records, session.key, facts)
            else:
                changes = advance(session.records, session.key, "milestones", facts)
        except KitError as error:
            raise KitError([*problems, *error.issues]) from None
        if problems:
            raise KitError(problems)
        return changes

    @property
    def _locale(self) -> str | None:
        return self._session.workspace.profile.locale

    @property
    def _filled(self) -> list[Fields]:
        """The rows that name a milestone or its measure."""
        return [row for row in self.rows if row.values.keys() & {"milestone", "measure"}]

    def _clear(self) -> None:
        for row in self.rows:
            row.write()
        self.next.value = None

    def _files(self, _keys: Sequence[str]) -> str:
        self._clear()
        self.changed()
        return f"Kept in milestones.csv. {self._write()}"

    def _write(self) -> str:
        """Write the plan as a page, and the days of all open asks as one calendar file."""
        session = self._session
        key = plan_of(session.records, session.key).id
        if (
            not (session.records.milestones["ask_id"] == key).any()
            and not (session.records.steps["ask_id"] == key).any()
        ):
            fix = "Save milestones above, or add a step of your own below."
            raise KitError.of("K098", "there is no plan to write yet", fix, file="milestones.csv")
        calendar = save_calendar(session.workspace, CALENDAR, plan_events(session.workspace.records))
        words = plan_page(session.records, key).markdown
        page = save(session.workspace, {file_name(key, PAGE): words}, to=session.listener)
        said = (
            f"Written: {page.words} and {calendar.words}; written again, the calendar's entries are updated, not"
            " doubled."
        )
        return " ".join(filter(None, (said, disclosure_words(words))))

    @property
    def text(self) -> str:
        """What the plan is for, its rows, and what they lack."""
        rows = [
            f"{row['milestone'].value}: {row['measure'].value} from {row['baseline'].value} to {row['target'].value}"
            for row in self.rows
            if row["milestone"].value
        ]
        shown = "\n".join(rows) if self._planned and not self._session.hidden else ""
        return text_of(self.words, shown, self.note.text)


def progress_note(session: AskSession) -> Note:
    """Return the picture of the milestones, what follows from it, and the wins that moved them."""
    finding = milestones_finding(session.records, session.key)
    rows = [(unbroken(when), *rest) for when, *rest in wins_since(session.records, session.key)]
    moved = (
        table(rows, ("date", "win", "what changed", "moved"))
        if rows
        else text("No win since then names one of them or its goal.")
    )
    return joined(
        picture(draw_milestones(finding), finding), text(finding.answer), *([] if finding.frame.empty else [moved])
    )


class OwnSteps(Displayed):
    """What the user does alone: the list, one done by a click, another added with its first action and its day."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.listed = Shown(self._note, session)
        self.which = ipywidgets.Dropdown(description="step", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self.finish = AskSaveButton(
            session,
            "Done",
            "Mark this step as done today in steps.csv",
            self._finished,
            lambda _keys: "Marked as done.",
        )
        self.step = Fields("steps", STEP, wide=("step", "first_action"))
        self.add = AskSaveButton(session, "Add step", "Keep it in steps.csv", self._added, self._clear)
        self.done_box = card(self.which, self.finish.button, self.finish.undo)
        self.add_box = panel(self.step.box, ipywidgets.HBox([self.add.button, self.add.undo]))
        self.box = ipywidgets.VBox([self.listed.box, self.done_box, self.finish.status, self.add_box, self.add.status])
        session.connect(self.refresh)

    def _note(self) -> Note:
        session = self._session
        steps = steps_of(session.records, session.key)
        words = steps_words(session.records, steps)
        ask = session.ask
        money = (ask or plan_of(session.records, session.key)).money(session.records)
        rows = [
            (
                masked(plain(row.step), money),
                masked(plain(row.first_action), money),
                unbroken(day(row.due.date())),
                row.state,
            )
            for row in steps.itertuples()
        ]
        shown = [table(rows, ("what I do", "it begins with", "by", "state"))] if rows else []
        return joined(text(masked(words, money)), *shown)

    def refresh(self) -> None:
        """Offer the steps that are not done yet."""
        ask = self._session.ask
        steps = steps_of(self._session.records, ask.id) if ask is not None else None
        todo = steps[steps["state"] != "done"] if steps is not None else None
        money = ask.money(self._session.records) if ask is not None else self._session.records.money
        options = (
            []
            if todo is None
            else [(short(masked(plain(row.step), money), 70), int(str(row.Index))) for row in todo.itertuples()]
        )
        offered(self.which, options)
        shown_if(options or self.finish.undo.layout.display is None, self.done_box)
        shown_if(ask is not None, self.add_box)

    def _finished(self) -> Sequence[Change]:
        if self.which.value is None:
            raise KitError.of("K080", "there is no open step", "Add one below.", file="steps.csv")
        return (finish_step(self._session.records, self.which.value),)

    def _added(self) -> Sequence[Change]:
        return amend(self._session.records, self._session.key, Facts(steps=(self.step.make(OwnStep),)))

    def _clear(self, _keys: Sequence[str]) -> str:
        self.step.write()
        return "Kept in steps.csv. “Write plan and calendar” above puts its day into the calendar file."

    @property
    def text(self) -> str:
        """The steps, and how they stand."""
        return self.listed.text
