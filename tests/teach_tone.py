"""Fit the weights of the language check's cues to all labelled sentences that may be read.

`python -m tests.teach_tone`.

Logistic regression over several classes with an L2 penalty; cues that stand in fewer than three sentences, and weights
below 0.1, are left out. The statements of wins teach what a plain account sounds like; they count less than the
sentences of requests.
"""

from __future__ import annotations

import csv
from pathlib import Path

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from advocacy_kit.language.cues import OK, cues_of
from advocacy_kit.language.sentences import sentences_of

DATA = Path(__file__).parent / "data"
TAUGHT = ("examples", "held_out", "more", "traps", "fourth", "own", "taught", "plain", "kit")
PLAIN = ("classes", "constructions", "examples", "held_out", "more", "strangers_again", "strangers_hard", "traps")
CUES = Path(__file__).parents[1] / "data" / "words" / "tone_cues.csv"
LEAST, LIGHTEST, PENALTY, OF_A_WIN = 3, 0.1, 1 / 3, 0.3


def rows_of(kind, names):
    """Return the rows of some labelled files."""
    rows = []
    for name in names:
        with (DATA / f"{kind}_{name}.csv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def labelled():
    """Return the sentences, their labels, and how much each one counts."""
    tone, wins = rows_of("tone", TAUGHT), rows_of("wins", PLAIN)
    labels = [*(row["label"] for row in tone), *(OK for _ in wins)]
    return [row["text"] for row in tone + wins], labels, [1.0] * len(tone) + [OF_A_WIN] * len(wins)


def cues(text):
    """Return the cues of a text once each."""
    return {cue for sentence in sentences_of(text) for cue, _, _ in cues_of(sentence.words)}


def fitted():
    """Return the kinds, the weights before any cue, and the rows of the file."""
    texts, labels, counting = labelled()
    counts = CountVectorizer(analyzer=cues, binary=True, min_df=LEAST)
    model = LogisticRegression(C=1 / PENALTY, max_iter=3000).fit(counts.fit_transform(texts), labels, counting)
    rows = [
        (cue, [f"{weight:.2f}" if abs(weight) >= LIGHTEST else "" for weight in weights])
        for cue, weights in zip(counts.get_feature_names_out(), model.coef_.T, strict=True)
    ]
    return model.classes_, model.intercept_, [(cue, cells) for cue, cells in rows if any(cells)]


def main():
    kinds, start, rows = fitted()
    with CUES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["cue", *kinds])
        writer.writerow(["", *(f"{weight:.2f}" for weight in start)])
        writer.writerows([cue, *cells] for cue, cells in rows)
    print(f"{len(rows)} cues in {CUES.name}")


if __name__ == "__main__":
    main()
