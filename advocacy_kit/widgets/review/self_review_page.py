"""The written self-review and the agenda of the next one-on-one: drafts with their wording looked at.

The review is kept by a button.
"""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Finding, counted, short
from advocacy_kit.core.values import split_list
from advocacy_kit.documents.files import save
from advocacy_kit.documents.packet import ASSESSMENT, Reviewed
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.sharing import manager_of
from advocacy_kit.review.agenda import one_on_one
from advocacy_kit.review.assessment import (
    DIMENSIONS,
    DOUBT_HEAD,
    Assessment,
    doubt_rows,
    self_assessment,
)
from advocacy_kit.review.self_review import SelfReview, self_review
from advocacy_kit.widgets.base import (
    STYLE,
    Displayed,
    FileButton,
    FollowingText,
    PageState,
    SaveButton,
    View,
    action,
    alert,
    card,
    joined,
    panel,
    paragraph,
    shown_if,
    table,
    text,
    watch,
)
from advocacy_kit.workspace.workspace import DEMO_NOTICE, QUESTIONS, Workspace

FIRST_ANSWERS = 40  # so many of the newest wins are offered as an answer


class AssessmentView(View[Assessment]):
    """Own rating and data as dots, the doubts as a table, and under them the two forms."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self.doubts = ipywidgets.HTML()
        super().__init__(page, ())
        self.ratings = Ratings(workspace, page.changed)
        self.doubt = DoubtForm(workspace, page)
        self.box.children = (self.picture, self.answer, self.status, self.ratings.box, self.doubts, self.doubt.box)

    def read(self) -> Assessment:
        return self_assessment(self.records)

    def finding(self) -> Finding:
        return ASSESSMENT.find(Reviewed(self.records), assessed=self.state)

    def draw(self, finding: Finding) -> Axes:
        return ASSESSMENT.draw(finding)

    def render(self) -> None:
        """Show picture, answer and doubts of the present state."""
        super().render()
        rows = doubt_rows(self.state)
        self.doubts.value = table(rows, DOUBT_HEAD).html if rows else paragraph("No doubt is written down.")

    @property
    def text(self) -> str:
        """What the picture shows, the answer, and the doubts."""
        return "\n".join(filter(None, (super().text, table(doubt_rows(self.state), DOUBT_HEAD).text)))


class Ratings(SaveButton):
    """A rating from 1 to 5 and a note for each dimension; one click keeps all that were rated, one takes them back."""

    refused = "Nothing was written; what you chose is still here."

    def __init__(self, workspace: Workspace, changed: Callable[[], None]) -> None:
        super().__init__(workspace, changed)
        choices = [("not rated", 0), *((f"{rating} of 5", rating) for rating in range(1, 6))]
        narrow, wide = ipywidgets.Layout(width="270px"), ipywidgets.Layout(width="auto")
        self.ratings = {
            name: ipywidgets.Dropdown(
                options=choices, value=0, description=name, style={"description_width": "130px"}, layout=narrow
            )
            for name in DIMENSIONS
        }
        self.notes = {name: ipywidgets.Text(placeholder=f"why {name} stands there", layout=wide) for name in DIMENSIONS}
        self.save = action("Save all ratings", "Keep them in assessments.csv", self.pressed_save)
        grid = ipywidgets.Layout(display="grid", grid_template_columns="280px minmax(0, 1fr)", grid_gap="2px 14px")
        fields = ipywidgets.Box(
            [field for name in DIMENSIONS for field in (self.ratings[name], self.notes[name])], layout=grid
        )
        self.box = _card(
            paragraph("How do you rate yourself today?"), fields, ipywidgets.HBox([self.save, self.undo]), self.status
        )

    def pressed_save(self, _button: object = None) -> None:
        """Keep every rating that was given, or none of them."""
        if self.keep(self._rated, lambda kept: f"Kept: {counted(len(kept.ids), 'rating')} in assessments.csv."):
            for field in self.ratings.values():
                field.value = 0
            for note in self.notes.values():
                note.value = ""

    def _rated(self) -> list[Change]:
        given = {name: field.value for name, field in self.ratings.items() if field.value}
        unrated = [name for name, note in self.notes.items() if note.value.strip() and name not in given]
        if unrated:
            raise KitError.of(
                "K093", f"a note without a rating: {', '.join(unrated)}", "Rate it from 1 to 5, or clear the note."
            )
        if not given:
            raise KitError.of("K093", "nothing is rated yet", "Rate at least one dimension from 1 to 5.")
        rows = [
            {"date": self._workspace.today, "dimension": name, "rating": rating, "note": self.notes[name].value.strip()}
            for name, rating in given.items()
        ]
        return [Change("assessments", {name: cell for name, cell in row.items() if cell != ""}) for row in rows]


class DoubtForm(SaveButton):
    """A doubt is written down, and one on file is answered with a win."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        super().__init__(workspace, page.changed)
        wide = ipywidgets.Layout(flex="1 1 380px", width="auto", min_width="0", max_width="640px")
        self.words = ipywidgets.Text(
            placeholder="a doubt, in your own words", description="doubt", style=STYLE, layout=wide
        )
        self.write = action("Write it down", "Keep it in doubts.csv", self.pressed_write, "")
        self.doubt = ipywidgets.Dropdown(description="the doubt", style=STYLE, layout=wide)
        self.win = ipywidgets.Dropdown(description="is answered by", style=STYLE, layout=wide)
        self.answer = action("Answer it", "Name this win in the doubt's row", self.pressed_answer, "")
        rows = (_row(self.words, self.write), _row(self.doubt), _row(self.win, self.answer), self.undo)
        self.box = _card(
            paragraph("A doubt that a win answers is one less to carry into the room."), *rows, self.status
        )
        page.connect(self.refresh)

    def refresh(self) -> None:
        """Offer the doubts on file, open ones first, and the newest wins."""
        records = self._workspace.records
        doubts = records.doubts.assign(answered=records.doubts["answered_by"].notna()).sort_values(
            "answered", kind="stable"
        )
        wins = (
            records.wins[records.wins["id"].notna()]
            .sort_values("date", ascending=False, kind="stable")
            .head(FIRST_ANSWERS)
        )
        self.doubt.options = [
            ("choose a doubt", ""),
            *((short(row.doubt, 70), str(row.id)) for row in doubts.itertuples()),
        ]
        self.win.options = [
            ("choose a win", ""),
            *((f"{row.date:%Y-%m-%d} {short(row.win, 60)}", row.id) for row in wins.itertuples()),
        ]
        self.doubt.index = self.win.index = 0  # new options leave nothing chosen

    def pressed_write(self, _button: object = None) -> None:
        """Keep the doubt that was typed."""
        doubt = self.words.value.strip()
        if not doubt:
            self.status.value = alert("There is no doubt to write down yet.")
            return
        change = Change("doubts", {"date": self._workspace.today, "doubt": doubt})
        if self.keep(lambda: [change], lambda _: "Written down; answer it with a win below, or let it stand as open."):
            self.words.value = ""

    def pressed_answer(self, _button: object = None) -> None:
        """Let the chosen win answer the chosen doubt, beside those that do already."""
        key, win = self.doubt.value, self.win.value
        if not (key and win):
            self.status.value = alert("Choose a doubt and a win.")
            return
        change = Change("doubts", {"answered_by": self._answers(key, win)}, key)
        self.keep(lambda: [change], lambda _: "The win answers the doubt now.")

    def _answers(self, key: str, win: str) -> str:
        doubts = self._workspace.records.doubts
        cell = doubts.loc[doubts["id"] == key, "answered_by"].iloc[0]
        return ";".join(dict.fromkeys([*split_list(cell), win]))


def _row(*parts: ipywidgets.Widget) -> ipywidgets.Box:
    """Return parts beside each other, and below each other where there is no room."""
    return ipywidgets.Box(parts, layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 8px"))


def _card(lead: str, *parts: ipywidgets.Widget) -> ipywidgets.VBox:
    box = panel(ipywidgets.HTML(lead), *parts)
    box.layout.margin = "8px 0"
    return box


FILE = "self_review.md"
LEAD = "Change what you like; beside it stand words that would weaken it."
EDITED = "The draft holds your own words; “Write anew” replaces them by the draft of the present choices."
LATE = "A goal that is behind says where it stands and what it takes from here; the tick below adds by how much."
NOTHING = "The self-review was not saved yet."
NO_QUESTIONS = (
    f"Write the questions of your employer's form into {QUESTIONS}, one a line, and the draft can answer them."
)


class ReviewDraft(Displayed):
    """The draft under the present choices.

    It follows them until the user has changed it.
    """

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self._workspace, self._page = workspace, page
        self._questions, trouble = _questions(workspace)
        ways = [
            *([("my employer's questions", "questions")] if self._questions else []),
            ("goals", "goals"),
            ("categories", "categories"),
        ]
        self.by = ipywidgets.Dropdown(options=ways, description="by", style=STYLE)
        self.most = ipywidgets.BoundedIntText(
            value=3, min=1, max=8, description="wins a part", style=STYLE, layout=ipywidgets.Layout(width="160px")
        )
        wide = ipywidgets.Layout(width="auto")
        self.verdict = ipywidgets.Checkbox(description="say how far a goal is behind", indent=False, layout=wide)
        self.hide = page.hide
        self.lead = ipywidgets.HTML()
        self.draft = FollowingText(self.typed)
        self.file = FileButton("Save draft", f"Write documents/{FILE}", self._write, warning=self._warning)
        self.file.refused = "What you typed is still here."
        self.save, self.anew, self.status = self.file.button, self.draft.rewrite, self.file.status
        self.status.value = alert(trouble) if trouble else ""
        choices = (self.by, self.most, self.verdict)
        buttons = ipywidgets.HBox([self.save, self.anew])
        self.box = ipywidgets.VBox([self.lead, self.draft.box, card(*choices, self.hide), buttons, self.status])
        page.connect(self.changed)
        watch(self.changed, *choices)

    @property
    def saved(self) -> str:
        """What was said when it was saved."""
        return self.file.saved or NOTHING

    def changed(self, _change: object = None) -> None:
        """Take the choices; a draft that was not changed by hand follows them."""
        self.review = self._reviewed()
        shown_if(self.review.late, self.verdict)
        self.draft.follow(self.review.page.markdown)
        self.typed()

    def _reviewed(self) -> SelfReview:
        if self.by.value == "questions":
            return self_review(
                self._page.records, questions=self._questions, most=self.most.value, verdict=self.verdict.value
            )
        return self_review(self._page.records, by=self.by.value, most=self.most.value, verdict=self.verdict.value)

    def typed(self) -> None:
        """Say what the draft is, what is left out, and how many places wait for the user."""
        places = counted(self.review.missing, "place", spelled=True)
        waiting = (
            f"{places[:1].upper()}{places[1:]} in brackets {'waits' if self.review.missing == 1 else 'wait'} for your"
            " words."
            if self.review.missing
            else ""
        )
        ask = "" if self._questions else NO_QUESTIONS
        late = LATE if self.review.late else ""
        words = (
            EDITED
            if self.draft.edited
            else " ".join(part for part in (self.review.note, LEAD, waiting, late, ask) if part)
        )
        found = () if self.draft.edited else self.review.why
        self.say(self.lead, joined(text(words), table(found, ("question", "answered by"))) if found else text(words))
        put_away(self.draft, hidden=self._page.hidden)

    def _write(self) -> str:
        hidden = self._page.hidden and self.draft.edited
        words = self.review.page.markdown if hidden else self.draft.field.value
        names = save(self._workspace, {FILE: words}, to=manager_of(self._workspace.records))
        own = "Your own words are not in it while amounts are hidden." if hidden else ""
        demo = DEMO_NOTICE if self._workspace.is_demo else ""
        return " ".join(filter(None, (f"Written: {names.words}.", own, demo)))

    def _warning(self) -> str:
        return disclosure_words(self.draft.field.value)

    @property
    def text(self) -> str:
        """What is said of the draft, the draft, and the remarks on its wording."""
        return f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}"


class AgendaText(Displayed):
    """The agenda of the next one-on-one as a text to copy, with where each point comes from."""

    def __init__(self, page: PageState) -> None:
        self._page = page
        self.lead = ipywidgets.HTML()
        self.draft = FollowingText(height="290px")
        self.box = ipywidgets.VBox([self.lead, self.draft.box])
        page.connect(self.refresh)

    def refresh(self) -> None:
        """Show the agenda of the records as they are; a text that was not changed by hand follows them."""
        agenda = one_on_one(self._page.records)
        to = f" with {agenda.to}" if agenda.to else ""
        sources = "; ".join(f"{number}: {point.source}" for number, point in enumerate(agenda.points, 1))
        self.say(
            self.lead,
            text(f"Points for the next one-on-one{to}, to copy and to change. Where they come from: {sources}."),
        )
        self.draft.follow(agenda.text)
        put_away(self.draft, hidden=self._page.hidden)

    @property
    def text(self) -> str:
        """Where the points come from, the text, and the remarks on its wording."""
        return f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}"


def put_away(draft: FollowingText, *, hidden: bool) -> None:
    """Put the user's own words away while amounts are hidden, for they may name figures; they come back."""
    draft.box.layout.display = "none" if hidden and draft.edited else None


def _questions(workspace: Workspace) -> tuple[tuple[str, ...], str]:
    """Return the employer's questions, and what is wrong with their file."""
    try:
        return workspace.questions, ""
    except KitError as error:
        return (), error.sentence
