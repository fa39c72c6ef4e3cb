"""Every export is read back by a program that others wrote, and says the same."""

import csv
import io
import json

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, RemoveEnclosingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st

from praxia.lib.errors import Problem
from research.articles import from_json
from research.exports import Entry, export, key
from research.records import Article, Author, PublicationType, Section

WHOLE = Article(
    title="Vitamin B12 & metformin: 50% {less} at $3 #1, α_β ~ 2^3 \\ 'quoted'",
    via="pubmed",
    pmid="26900641",
    doi="10.1210/jc.2015-3754_(x)",
    pmcid="PMC4880159",
    abstract=(Section("Long-term <0.05 & {open", "CONTEXT"), Section("100 % of people.", "RESULTS")),
    authors=(
        Author("Aroda VR", "Aroda", "Vanita R", "VR"),
        Author("Øster-Ångström É", "Øster-Ångström", "Élan", "É"),
        Author("Diabetes Prevention and Care Group", is_group=True),
    ),
    journal="The Journal of Clinical Endocrinology & Metabolism",
    journal_abbreviation="J Clin Endocrinol Metab",
    volume="101",
    issue="4",
    pages="1754-61",
    published="2016-04-13",
    year=2016,
    languages=("eng",),
    types=(PublicationType("Randomized Controlled Trial", "D016449"),),
    keywords=("metformin", "vitamin B12"),
    is_retracted=True,
    retraction_pmid="1",
)
BARE = Article(title='=HYPERLINK("http://x")', via="europepmc")


def text(entries, form):
    return export(entries, form, stem="papers").content.decode()


def bibtex(entries):
    found = bibtexparser.parse_string(text(entries, "bibtex"), append_middleware=[LatexDecodingMiddleware()])
    assert not found.failed_blocks
    # The parser reads \\textasciicircum as another character than it is.
    return {
        entry.key: {name: field.value.replace("ˆ", "^") for name, field in entry.fields_dict.items()}
        for entry in found.entries
    }


def test_bibtex_says_the_same():
    found = bibtex([Entry(WHOLE, note="for Dana"), Entry(BARE)])
    one = found[key(WHOLE)]
    assert one["title"] == WHOLE.title
    assert one["author"].split(" and ")[0] == "Aroda, Vanita R"
    assert "Øster-Ångström, Élan" in one["author"]
    assert (one["year"], one["volume"], one["number"], one["month"]) == ("2016", "101", "4", "04")
    assert one["pages"] in ("1754--61", "1754–61")
    assert one["doi"] == WHOLE.doi and one["pmid"] == WHOLE.pmid and one["url"] == WHOLE.url
    assert one["journal"] == WHOLE.journal
    assert one["abstract"].split() == WHOLE.abstract_text.split()
    assert one["note"] == "RETRACTED (notice: PMID 1). for Dana"
    assert found[key(BARE)]["title"] == BARE.title


def test_a_group_stays_one_author():
    raw = bibtexparser.parse_string(text([Entry(WHOLE)], "bibtex"), parse_stack=[RemoveEnclosingMiddleware()])
    assert raw.entries[0].fields_dict["author"].value.endswith("{Diabetes Prevention and Care Group}")


def test_ris_says_the_same():
    one, other = rispy.loads(text([Entry(WHOLE, note="for Dana"), Entry(BARE)], "ris"))
    assert one["title"] == WHOLE.title and one["type_of_reference"] == "JOUR"
    assert one["authors"] == ["Aroda, Vanita R", "Øster-Ångström, Élan", "Diabetes Prevention and Care Group"]
    assert (one["secondary_title"], one["year"], one["date"]) == (WHOLE.journal, "2016", "2016/04/13")
    assert (one["volume"], one["number"], one["start_page"], one["end_page"]) == ("101", "4", "1754", "61")
    assert (one["doi"], one["accession_number"], one["urls"]) == (WHOLE.doi, WHOLE.pmid, [WHOLE.url])
    assert one["keywords"] == list(WHOLE.keywords)
    assert one["abstract"].split() == WHOLE.abstract_text.split()
    assert one["notes"] == ["RETRACTED (notice: PMID 1).", "for Dana"]
    assert other["title"] == BARE.title


def test_csv_says_the_same_and_holds_no_formula():
    one, other = csv.DictReader(io.StringIO(text([Entry(WHOLE), Entry(BARE, note="@SUM(A1)")], "csv")))
    assert one["title"] == WHOLE.title and one["abstract"] == WHOLE.abstract_text
    assert one["authors"] == "; ".join(author.name for author in WHOLE.authors)
    assert (one["doi"], one["retracted"], one["types"]) == (WHOLE.doi, "yes", "Randomized Controlled Trial")
    assert other["title"] == f"'{BARE.title}" and other["note"] == "'@SUM(A1)"


def test_json_is_the_article():
    [one] = json.loads(text([Entry(WHOLE, note="for Dana")], "json"))
    assert one["note"] == "for Dana" and one["key"] == key(WHOLE)
    kept = {name: value for name, value in one.items() if name not in ("key", "url", "note")}
    assert from_json(kept) == WHOLE


PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=60
).filter(lambda text: text == " ".join(text.split()) and text)


@settings(max_examples=60, deadline=None)
@given(PRINTABLE)
def test_any_title_survives(title):
    entry = Entry(Article(title=title, via="pubmed", pmid="1"))
    assert rispy.loads(text([entry], "ris"))[0]["title"] == title
    [row] = csv.DictReader(io.StringIO(text([entry], "csv")))
    assert row["title"].removeprefix("'") == title.removeprefix("'")
    assert bibtexparser.parse_string(text([entry], "bibtex")).failed_blocks == []


def test_keys_do_not_depend_on_the_file():
    assert key(WHOLE) == "aroda2016pmid26900641"
    assert key(BARE).startswith("anonnd")


def test_empty_list():
    assert text([], "bibtex") == "" and json.loads(text([], "json")) == []


def test_unknown_form_is_refused():
    with pytest.raises(Problem, match="VALIDATION_ERROR"):
        export([], "docx", stem="papers")
