"""The plan that follows a not yet or a no.

Milestones as rows to be edited, how far they are, and the user's own steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ipywidgets

from advocacy_kit.charts import draw_milestones
from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.plan import MONTHS, MOST, WEEKS, finish_step, plan_page, propose_plan
from advocacy_kit.conversation.plan_findings import milestones_finding, plan_of, steps_of, steps_words, wins_since
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Records, day, short
from advocacy_kit.core.values import UnreadableError, read_number
from advocacy_kit.documents.asking import file_name, plan_events
from advocacy_kit.documents.files import save, save_calendar
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.followup import NEXT, Facts, Milestone, OwnStep, advance, amend
from advocacy_kit.widgets.after.after_parts import lacking, shown_if, text_of
from advocacy_kit.widgets.base.controls import STYLE, line_of_text, offered
from advocacy_kit.widgets.base.view import Note, Shown, alert, card, joined, paragraph, picture, table, text, with_text
from advocacy_kit.widgets.goals.monthly_goals import open_goals
from advocacy_kit.widgets.meeting.ask_save_button import AskSaveButton
from advocacy_kit.widgets.meeting.ask_session import AskSession, unbroken

CALENDAR, PAGE = "plan.ics", "plan.md"
PROPOSED = (
    "A plan to begin with, out of your open goals, or out of what stands in the way. Change it, and empty the rows that"
    " you do not want."
)
FURTHER = "The plan runs. A further milestone can be added here; what is on file is changed in milestones.csv."
NO_PLAN = "Milestones follow an answer that is “not yet” or “no”."
AWAY = "The rows may name amounts, and amounts are hidden: they come back with the switch above."
GRID = {"display": "grid", "grid_template_columns": "repeat(6, minmax(0, 1fr))", "grid_gap": "2px 10px"}


class StoneFields:
    """One row of the plan: what is reached, measured how, from where to where, by whom, until when."""

    def __init__(self, records: Records, number: int) -> None:
        def field(name: str, hint: str, columns: int) -> ipywidgets.Text:
            layout = ipywidgets.Layout(width="auto", grid_area=f"auto / span {columns}")
            return ipywidgets.Text(
                description=name, placeholder=hint, continuous_update=False, style=STYLE, layout=layout
            )

        self.milestone = field(f"milestone {number}", "what is reached, in a sentence", 6)
        self.measure, self.unit = field("measured by", "how anybody can tell", 3), field("in", "unit", 1)
        self.baseline, self.target = field("from", "today", 1), field("to", "target", 1)
        self.owner = field("by", "who", 1)
        self.due = ipywidgets.DatePicker(
            description="until", style=STYLE, layout=ipywidgets.Layout(width="auto", grid_area="auto / span 2")
        )
        goals = [("no goal", ""), *open_goals(records)]
        layout = ipywidgets.Layout(width="auto", grid_area="auto / span 3")
        self.goal = ipywidgets.Dropdown(options=goals, description="read from", style=STYLE, layout=layout)
        self.texts = (self.milestone, self.measure, self.unit, self.baseline, self.target, self.owner)
        self.controls = (
            self.milestone,
            self.measure,
            self.baseline,
            self.target,
            self.unit,
            self.owner,
            self.due,
            self.goal,
        )
        self.box = ipywidgets.Box(
            self.controls, layout=ipywidgets.Layout(**GRID, border="1px solid #d5dae1", padding="6px 10px")
        )

    def write(self, stone: Milestone | None) -> None:
        """Show a milestone, or an empty row."""
        row = stone or Milestone("", "", None, "", None)
        texts = (row.milestone, row.measure, row.unit, _figure(row.baseline), _figure(row.target), row.owner)
        for field, words in zip(self.texts, texts, strict=True):
            field.value = words
        self.due.value = row.due
        self.goal.value = row.goal_id if row.goal_id in [key for _, key in self.goal.options] else ""

    def read(self, locale: str | None, problems: list[Issue]) -> Milestone | None:
        """Return the milestone; None where the row is empty. A figure.

        That cannot be read is put down among the problems.
        """
        words = {name: getattr(self, name).value.strip() for name in ("milestone", "measure", "unit", "owner")}
        if not (words["milestone"] or words["measure"]):
            return None
        figures: dict[str, float | None] = {}
        for name in ("baseline", "target"):
            given = getattr(self, name).value.strip()
            try:
                figures[name] = read_number(given, locale) if given else None
            except UnreadableError:
                figures[name] = None
                if name == "baseline":  # a target that cannot be read is one that is missing, and the plan says so
                    message = f"“{words['milestone'] or words['measure']}” begins at {given!r}, which is no number"
                    problems.append(
                        Issue("milestones.csv", 0, 0, "K013", "error", message, fix="Write digits, or leave it out.")
                    )
        return Milestone(
            words["milestone"],
            words["measure"],
            figures["target"],
            words["owner"],
            self.due.value,
            baseline=figures["baseline"],
            unit=words["unit"],
            goal_id=self.goal.value,
        )


class PlanRows:
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
        self.propose = ipywidgets.Button(
            description="Propose anew", tooltip="Replace the rows by a plan out of your goals"
        )
        self.rows = tuple(StoneFields(session.records, number) for number in range(1, MOST + 2))
        self.lead, self.missing, self.filed = (ipywidgets.HTML() for _ in range(3))
        self.note = Note("", "")
        self.keep = AskSaveButton(
            session,
            "Save milestones",
            "Keep the rows in milestones.csv, and the follow-ups as a calendar file",
            self._changes,
            self._files,
        )
        self.calendar = ipywidgets.Button(
            description="Write plan and calendar", tooltip=f"Write documents/{CALENDAR} and the plan as a page"
        )
        self.calendar.layout.width = "auto"
        head = card(self.months, self.weeks, self.next, self.propose)
        stones = ipywidgets.VBox(
            [row.box for row in self.rows], layout=ipywidgets.Layout(grid_gap="6px 0", max_width="920px")
        )
        self.panel = ipywidgets.VBox([head, stones, self.missing])
        buttons = ipywidgets.HBox([self.keep.button, self.keep.undo, self.calendar])
        self.box = ipywidgets.VBox([self.lead, self.panel, buttons, self.keep.status, self.filed])
        self.propose.on_click(self.pressed_propose)
        self.calendar.on_click(self.pressed_calendar)
        session.follow(self.refresh)
        for control in (self.next, *(control for row in self.rows for control in row.controls)):
            control.observe(self.changed, names="value")

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
                for row in self.rows:
                    row.write(None)
                self.next.value = None
        away = bool(self._session.hide.value)
        shown_if(self._planned and not away, self.panel, self.keep.button)
        shown_if(ask is not None, self.calendar)
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
        idle = self._state == "milestones" and not any(
            row.milestone.value.strip() or row.measure.value.strip() for row in self.rows
        )
        self.note = lacking(self._changes) if self._planned and not idle else Note("", "")
        self.missing.value = self.note.html

    def pressed_propose(self, _button: object = None) -> None:
        """Fill the rows with a plan for so many months."""
        plan = propose_plan(
            self._session.records, self._session.key, months=int(self.months.value), weeks=int(self.weeks.value)
        )
        stones = [*plan.milestones, *[None] * len(self.rows)]
        for row, stone in zip(self.rows, stones, strict=False):
            row.write(stone)
        self.next.value = plan.follow_ups[0]

    def _changes(self) -> Sequence[Change]:
        session, problems = self._session, []  # type: tuple[AskSession, list[Issue]]
        found = [row.read(session.workspace.profile.locale, problems) for row in self.rows]
        stones = tuple(stone for stone in found if stone is not None)
        try:
            if self._state == "milestones":
                changes = amend(session.records, session.key, Facts(milestones=stones, next_date=self.next.value))
            else:
                changes = advance(
                    session.records, session.key, "milestones", Facts(milestones=stones, next_date=self.next.value)
                )
        except KitError as error:
            raise KitError([*problems, *error.issues]) from None
        if problems:
            raise KitError(problems)
        return changes

    def _files(self, _keys: Sequence[str]) -> str:
        for row in self.rows:
            row.write(None)
        self.next.value = None
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

    def pressed_calendar(self, _button: object = None) -> None:
        """Write the plan and its calendar file, or say why not."""
        try:
            self.filed.value = paragraph(self._session.told(self._write()))
        except KitError as error:
            self.filed.value = alert(error.sentence)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        rows = [
            f"{row.milestone.value}: {row.measure.value} from {row.baseline.value} to {row.target.value}"
            for row in self.rows
            if row.milestone.value
        ]
        shown = "\n".join(rows) if self._planned and not self._session.hide.value else ""
        return with_text(self.box, text_of(self.words, shown, self.note.text))


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


class OwnSteps:
    """What the user does alone: the list, one done by a click, another added with its first action and its day."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.listed = Shown(self._note, session.follow)
        self.which = ipywidgets.Dropdown(description="step", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self.finish = AskSaveButton(
            session,
            "Done",
            "Mark this step as done today in steps.csv",
            self._finished,
            lambda _keys: "Marked as done.",
        )
        self.step = line_of_text("what I do", "reading, training, a drafted project, shadowing")
        self.first = line_of_text("it begins with", "what you do first, small enough for this week")
        self.by = ipywidgets.DatePicker(description="done by", style=STYLE)
        self.add = AskSaveButton(session, "Add step", "Keep it in steps.csv", self._added, self._clear)
        self.done_box = card(self.which, self.finish.button, self.finish.undo)
        self.add_box = card(self.step, self.first, self.by, self.add.button, self.add.undo)
        self.box = ipywidgets.VBox([self.listed.box, self.done_box, self.finish.status, self.add_box, self.add.status])
        session.follow(self.refresh)

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
        step = OwnStep(self.step.value, self.first.value, self.by.value)
        return amend(self._session.records, self._session.key, Facts(steps=(step,)))

    def _clear(self, _keys: Sequence[str]) -> str:
        for field in (self.step, self.first):
            field.value = ""
        self.by.value = None
        return "Kept in steps.csv. “Write plan and calendar” above puts its day into the calendar file."

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.listed.note.text)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
