"""What columns and cells are called in English and the other big languages of Europe.

The words by which a file is understood.
"""

from __future__ import annotations

import re
import unicodedata

# column of the shape → words of headers, without accents; more telling ones first
HEADERS = {
    "pay": (
        "pay salary wage compensation remuneration earnings income gehalt jahresgehalt bruttogehalt grundgehalt"
        " bruttojahresgehalt monatsgehalt stundenlohn lohn vergutung verguetung entgelt salaire remunerations salario"
        " sueldo remuneracion retribucion stipendio retribuzione ral remuneracao vencimento ordenado salaris loon"
        " jaarsalaris brutosalaris lon arslon manadslon wynagrodzenie pensja placa plat mzda palkka lonn arslonn amount"
    ),
    "country": "country land pays pais paese kraj zeme maa staat nation",
    "occupation": "occupation soc isco kldb beruf metier profession ocupacion professione beroep yrke zawod occ",
    "title": (
        "title job position role jobtitle berufsbezeichnung stelle poste intitule puesto cargo mansione ruolo functie"
        " titel stanowisko befattning pozice tehtava stilling funktion"
    ),
    "level": "level seniority grade band stufe niveau karrierestufe nivel livello poziom niva",
    "area": (
        "area city location region ort stadt standort ville lieu ciudad ubicacion citta luogo stad plaats miasto mesto"
        " kaupunki by cidade"
    ),
    "industry": "industry sector branche secteur industria settore sektor branza bransch toimiala ramo naics",
    "employer": (
        "employer company organisation organization firma unternehmen arbeitgeber entreprise employeur empresa"
        " empleador azienda societa bedrijf werkgever foretag arbetsgivare pracodawca spolecnost yritys"
    ),
    "employer_size": "employees headcount mitarbeiter mitarbeiterzahl effectif empleados dipendenti werknemers",
    "experience_years": (
        "experience yoe berufserfahrung erfahrung experiencia esperienza anciennete ervaring erfarenhet doswiadczenie"
        " praxe"
    ),
    "as_of": "date timestamp year datum jahr stichtag annee fecha ano data anno jaar rok ar",
    "currency": "currency waehrung wahrung devise monnaie moneda divisa valuta moeda waluta mena",
    "pay_element": "element component paytype gehaltsart",
    "per": "per period frequency unit interval zeitraum periode periodo frequence frequenza",
    "weight": "weight gewicht poids peso gewichtung",
    "id": "id respondent caseid",
    "source": "source quelle fuente fonte bron",
}
# words that stand beside another one and say nothing of which column it is
_FILLERS = (
    "the of in my your a an annual yearly monthly hourly base basic gross brutto brut bruto lordo bruta total current"
    " code name work working professional years year number no per pro par por all amount usd eur gbp chf cad aud inr"
    " pln sek nok dkk czk de du la le annuel annuelle anual annua annuo jaarlijks size type letters iso"
)
FILLERS = frozenset(_FILLERS.split())
# what a header or a cell says of the time for which pay is given; a week or a day is none of them
PERIODS = {
    "year": (
        "year years yearly annual annually annum pa jahr jahre jahrlich jahrliche jaehrlich jaehrliche pro_jahr"
        " jahresgehalt bruttojahresgehalt an annee annuel annuelle ano anual anno annuo annua jaar jaarlijks"
        " jaarsalaris arslon arslonn per_year y yr rok rocznie"
    ),
    "month": (
        "month months monthly monat monatlich monatliche monatsgehalt mois mensuel mensuelle mes mensual mese mensile"
        " maand maandelijks manad manadslon per_month mo miesiac miesiecznie"
    ),
    "hour": (
        "hour hours hourly stunde stundlich stuendlich stundenlohn heure horaire hora ora orario uur timme per_hour"
        " h hr"
    ),
}
ELEMENTS = {
    "base": (
        "base|base pay|base salary|basic|basic salary|fixed|salary|wage|grundgehalt|fixgehalt|salaire de base|salario"
        " base|salario fijo"
    ),
    "total cash": "total cash|cash|base and bonus|base + bonus|base plus bonus|zielgehalt|gesamtbarvergutung",
    "total direct": (
        "total direct|total|tc|total compensation|total comp|total direct compensation|gesamtvergutung|remuneration"
        " totale|compensacion total"
    ),
}
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"}
)  # letters that do not come apart
_ELEMENTS = {name: element for element, names in ELEMENTS.items() for name in names.split("|")}
_PERIODS = {name: period for period, names in PERIODS.items() for name in names.split()}


def bare(text: str) -> str:
    """Return a text without accents and capitals, one blank between words."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign)
    ).translate(_LETTERS)
    return " ".join(plain.replace("_", " ").split())


def tokens(text: str) -> list[str]:
    """Return the words of a header: employeeCountry, employee_country and "Employee country" have the same."""
    return re.findall(r"[a-z]+", bare(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)))


def element_of(text: str) -> str | None:
    """Return which pay a word means, as in `shape.ELEMENTS`; None for one that is not known."""
    return _ELEMENTS.get(bare(text))


def period_of(text: str) -> str | None:
    """Return "year", "month" or "hour"; None for a week, a day, or a word that is not known."""
    plain = (
        bare(text)
        .removeprefix("per ")
        .removeprefix("pro ")
        .removeprefix("par ")
        .removeprefix("por ")
        .removeprefix("je ")
    )
    return _PERIODS.get(plain.replace(".", "").replace("/", "").strip())
