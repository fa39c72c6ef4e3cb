"""Each source against a server that speaks as it does: PubMed as it was recorded, the others by their published shapes."""

from __future__ import annotations

import json

import pytest

from praxia.lib.http import SourceError
from praxia.lib.stores import Db, store
from research.records import Food, Section
from research.sources import (
    clinicaltrials,
    europepmc,
    medlineplus,
    openfda,
    openfoodfacts,
    pubmed,
    rxnorm,
    usda,
    who_gho,
)
from research.sources.upstream import plain
from tests.fakes.http_server import status, text
from tests.research.recorded import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(literature):
    return literature.server


def gives(server, path: str, answer: object) -> None:
    server.script(path, text(answer if isinstance(answer, str) else json.dumps(answer)))


# -- PubMed, as it was recorded ----------------------------------------------------------------------------------------------


async def test_pubmed_search(server, settings):
    settings.CONTACT_EMAIL, settings.NCBI_API_KEY = "office@example.org", "secret-key"
    gives(server, "/pubmed/esearch.fcgi", recorded("esearch5.xml").decode())
    found = (await pubmed.search("stem cells", most=20)).record
    assert (found.count, found.ids[0], len(found.ids)) == (5, "6540636", 5)
    assert found.translation.startswith('("stem cells"[MeSH Terms]')
    assert server.asked[0] == (
        "/pubmed/esearch.fcgi?db=pubmed&retmode=xml&term=stem+cells&retmax=20&sort=relevance"
        "&tool=praxia&email=office%40example.org&api_key=secret-key"
    )


async def test_pubmed_sends_no_empty_parameters(server):
    gives(server, "/pubmed/esearch.fcgi", recorded("esearch6.xml").decode())
    await pubmed.search("trna", most=5)
    assert "=&" not in server.asked[0] and not server.asked[0].endswith("=")


async def test_pubmed_records(server):
    gives(server, "/pubmed/efetch.fcgi", recorded("pubmed1.xml").decode())
    assert [article.pmid for article in (await pubmed.fetch(["12091962", "9997"])).record] == ["12091962", "9997"]


async def test_pubmed_related(server):
    gives(server, "/pubmed/elink.fcgi", recorded("elink1.xml").decode())
    assert (await pubmed.related("9298984", most=2)).record.ids == ("8794856", "9700164")


async def test_pubmed_spelling(server):
    gives(server, "/pubmed/espell.fcgi", recorded("espell.xml").decode())
    assert await pubmed.spelled("biopythooon") == "biopython"


@pytest.mark.parametrize("name", ["esummary8.xml", "epost3.xml"])
async def test_errors_with_status_200_are_failures_by_name(server, name):
    body = recorded(name).decode().replace("eSummaryResult", "eSearchResult").replace("ePostResult", "eSearchResult")
    gives(server, "/pubmed/esearch.fcgi", body)
    with pytest.raises(SourceError) as caught:
        await pubmed.search("x", most=1)
    assert (caught.value.detail, await pubmed.source().breaker.astate()) == ("said_no", "closed")


@pytest.mark.parametrize("name", ["espell.xml", "pubmed3.html", "esearch5.xml"])
async def test_an_answer_to_another_question_is_no_answer(server, name):
    gives(server, "/pubmed/elink.fcgi", recorded(name).decode())
    with pytest.raises(SourceError) as caught:
        await pubmed.related("1", most=5)
    assert caught.value.detail == "unreadable"


async def test_a_key_buys_a_rate_of_its_own(server, settings):
    settings.NCBI_API_KEY = "secret-key"
    gives(server, "/pubmed/espell.fcgi", recorded("espell.xml").decode())
    await pubmed.spelled("x")
    [kept] = store(Db.BREAKERS).scan_iter("bucket:pubmed:*")
    assert kept.removeprefix("bucket:pubmed:") and "secret-key" not in kept


# -- Europe PMC ----------------------------------------------------------------------------------------------------------------

CORE = {
    "source": "MED",
    "pmid": "26900641",
    "pmcid": "PMC4880159",
    "doi": "10.1210/jc.2015-3754",
    "title": "[Metformin and B<sub>12</sub>].",
    "authorString": "Aroda VR, Edelstein SL.",
    "pubYear": "2016",
    "firstPublicationDate": "2016-02-22",
    "language": "eng",
    "authorList": {
        "author": [
            {"fullName": "Aroda VR", "lastName": "Aroda", "firstName": "Vanita", "initials": "VR"},
            {"collectiveName": "DPP Group"},
        ]
    },
    "journalInfo": {
        "volume": "101",
        "issue": "4",
        "printPublicationDate": "2016-04-01",
        "journal": {"title": "J Clin Endo", "isoabbreviation": "JCE"},
    },
    "abstractText": "<h4>Context</h4>Long use of <i>metformin</i>.<h4>Results</h4>CO<sub>2</sub> &lt; 5.",
    "pubTypeList": {"pubType": ["Randomized Controlled Trial", "research-article"]},
    "meshHeadingList": {
        "meshHeading": [
            {
                "descriptorName": "Metformin",
                "majorTopic_YN": "N",
                "meshQualifierList": {"meshQualifier": [{"qualifierName": "adverse effects", "majorTopic_YN": "Y"}]},
            }
        ]
    },
    "commentCorrectionList": {
        "commentCorrection": [{"id": "9", "source": "MED", "type": "Retraction in", "reference": "J 2020"}]
    },
}


def page(*results: dict, cursor: str = "AoE=") -> dict:
    return {"hitCount": 42, "nextCursorMark": cursor, "resultList": {"result": list(results)}}


async def test_europe_pmc_record(server):
    gives(server, "/europepmc/search", page(CORE))
    found = (await europepmc.search("metformin", most=5)).record
    [article] = found.articles
    assert (article.pmid, article.title, article.year, article.published) == (
        "26900641",
        "Metformin and B12.",
        2016,
        "2016-04-01",
    )
    assert article.abstract == (Section("Long use of metformin.", "Context"), Section("CO2 < 5.", "Results"))
    assert [author.name for author in article.authors] == ["Aroda VR", "DPP Group"]
    assert (article.is_retracted, article.retraction_pmid, article.via) == (True, "9", "europepmc")
    assert article.mesh[0].is_major and article.full_text_url == "https://europepmc.org/article/PMC/PMC4880159"
    assert (found.count, found.next_cursor) == (42, "AoE=")
    assert "synonym=true" in server.asked[0] and "cursorMark=%2A" in server.asked[0]


@pytest.mark.parametrize(
    ("sites", "via"),
    [
        (["DOI", "Unpaywall"], "Unpaywall"),
        (["DOI"], "publisher"),
        (["Unpaywall", "Europe_PMC"], "Europe PMC"),
        (["ElsewhereOnEarth"], None),
    ],
)
async def test_europepmc_tells_who_has_the_whole_article(server, sites, via):
    links = [{"site": site, "availabilityCode": "OA", "url": f"https://{site}.example"} for site in sites]
    told = {"source": "MED", "title": "Salt.", "fullTextUrlList": {"fullTextUrl": links}}
    gives(server, "/europepmc/search", {"hitCount": 1, "resultList": {"result": [told]}})
    [article] = (await europepmc.search("salt", most=1)).record.articles
    assert article.full_text_via == via and article.full_text_url in {link["url"] for link in links}


async def test_europe_pmc_ends_when_the_cursor_is_echoed(server):
    gives(server, "/europepmc/search", page(CORE, cursor="AoE="))
    assert (await europepmc.search("x", most=5, cursor="AoE=")).record.next_cursor is None


async def test_europe_pmc_errors_with_status_200(server):
    gives(server, "/europepmc/search", {"errCode": 400, "errMsg": "Invalid"})
    with pytest.raises(SourceError, match="said_no"):
        await europepmc.search("x", most=5)


async def test_europe_pmc_gives_the_records_of_ids_in_their_order(server):
    gives(server, "/europepmc/search", page(CORE | {"pmid": "2"}, CORE | {"pmid": "1"}, CORE | {"pmid": "3"}))
    found = (await europepmc.by_pmids(["1", "2"])).record
    assert [article.pmid for article in found.articles] == ["1", "2"]


async def test_a_preprint_is_one(server):
    gives(
        server,
        "/europepmc/search",
        page({"source": "PPR", "title": "Early", "doi": "10.1101/1", "authorString": "Doe J, Roe A."}),
    )
    [article] = (await europepmc.search("x", most=5)).record.articles
    assert (article.is_preprint, article.pmid, [one.name for one in article.authors]) == (
        True,
        None,
        ["Doe J", "Roe A"],
    )


# -- The others --------------------------------------------------------------------------------------------------------------


async def test_medlineplus(server):
    known = '<content name="title">Asthma</content><content name="snippet">a</content>'
    document = f'<document url="https://medlineplus.gov/asthma.html">{known}</document>'
    gives(
        server,
        "/medlineplus/query",
        f"<nlmSearchResult><list>{document}<document url='ftp://x'/></list></nlmSearchResult>",
    )
    [topic] = (await medlineplus.topics("asthma")).record
    assert (topic.title, topic.publisher) == ("Asthma", "MedlinePlus (US National Library of Medicine)")


async def test_clinical_trials(server):
    section = {
        "identificationModule": {"nctId": "NCT01", "briefTitle": "Salt"},
        "statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": "2026-10-01"}},
        "conditionsModule": {"conditions": ["Insomnia"]},
        "armsInterventionsModule": {"interventions": [{"name": "Salt"}, {}]},
    }
    gives(server, "/clinicaltrials/studies", {"studies": [{"protocolSection": section}]})
    [trial] = (await clinicaltrials.trials("salt")).record
    assert (trial.nct_id, trial.status, trial.updated_on, trial.interventions) == (
        "NCT01",
        "RECRUITING",
        "2026-10-01",
        ("Salt",),
    )


async def test_who_figures(server):
    row = {
        "IndicatorCode": "WHOSIS_000001",
        "SpatialDim": "KEN",
        "TimeDim": 2021,
        "Dim1": "SEX_BTSX",
        "NumericValue": 63.6,
        "Value": "63.6 [62.0-65.0]",
    }
    gives(server, "/who/WHOSIS_000001", {"value": [row]})
    [figure] = (await who_gho.figures("WHOSIS_000001", place="KEN'")).record
    assert (figure.place, figure.year, figure.value, figure.groups) == ("KEN", 2021, 63.6, ("SEX_BTSX",))
    assert "SpatialDim+eq+%27KEN%27%27%27" in server.asked[0]


async def test_who_indicators_by_name_and_no_path_of_somebody_elses(server):
    gives(server, "/who/Indicator", {"value": [{"IndicatorCode": "A", "IndicatorName": "Life expectancy"}]})
    assert (await who_gho.indicators(words=["Life"])).record[0].code == "A"
    assert "contains%28tolower%28IndicatorName%29%2C%27life%27%29" in server.asked[0]
    with pytest.raises(ValueError):
        await who_gho.figures("../secret")


async def test_openfda_labels(server):
    label = {
        "set_id": "s",
        "openfda": {"generic_name": ["METFORMIN"], "brand_name": ["Glucophage"]},
        "boxed_warning": ["Lactic acidosis"],
        "drug_interactions": ["With <b>cimetidine</b>."],
    }
    gives(server, "/openfda/drug/label.json", {"results": [label]})
    [found] = await openfda.labels('metformin" OR 1')
    assert (found.boxed_warning, found.interactions, found.warnings) == ("Lactic acidosis", "With cimetidine.", None)
    assert "%22metformin+OR+1%22" in server.asked[0]


async def test_openfda_says_404_for_nothing(server):
    server.script("/openfda/drug/label.json", status(404))
    assert await openfda.labels("nothing") == []
    assert await openfda.OPENFDA.source().breaker.astate() == "closed"


async def test_rxnorm_name_to_ingredient(server):
    gives(server, "/rxnorm/rxcui.json", {"idGroup": {}})
    gives(server, "/rxnorm/approximateTerm.json", {"approximateGroup": {"candidate": [{"rxcui": "161"}]}})
    concepts = {"conceptGroup": [{"tty": "IN", "conceptProperties": [{"name": "acetaminophen"}]}]}
    gives(server, "/rxnorm/rxcui/161/related.json", {"relatedGroup": concepts})
    found = await rxnorm.medicine("tylenoll")
    assert (found.rxcui, found.ingredients, found.is_exact) == ("161", ("acetaminophen",), False)


async def test_rxnorm_knows_nothing(server):
    gives(server, "/rxnorm/rxcui.json", {"idGroup": {}})
    gives(server, "/rxnorm/approximateTerm.json", {"approximateGroup": {}})
    assert await rxnorm.medicine("zzz") is None


async def test_usda_foods(server):
    nutrients = [
        {"nutrientId": 1008, "value": 389},
        {"nutrientId": 1003, "value": 16.9},
        {"nutrientId": 1, "value": 3},
        {"nutrientId": 1004, "value": None},
    ]
    gives(server, "/usda/foods/search", {"foods": [{"fdcId": 1, "description": "Oats", "foodNutrients": nutrients}]})
    assert await usda.foods("oats") == [Food(id="1", name="Oats", via="usda", kcal=389.0, protein_g=16.9)]
    assert server.headers[0]["X-Api-Key"] == "DEMO_KEY" and "DEMO_KEY" not in server.asked[0]


@pytest.mark.parametrize(
    ("nutriments", "kcal", "protein_g"),
    [
        ({"energy-kcal_100g": 389, "proteins_100g": "16.9"}, 389.0, 16.9),
        ({"energy-kcal_100g": 3890, "proteins_100g": 16.9}, None, 16.9),  # more than fat holds
        (
            {"proteins_100g": 80, "carbohydrates_100g": 80, "energy-kcal_100g": 300},
            None,
            None,
        ),  # more than 100 g in 100 g
        ({"proteins_100g": "much"}, None, None),
        ({}, None, None),
    ],
)
async def test_open_food_facts_keeps_only_what_can_be(server, nutriments, kcal, protein_g):
    product = {"code": "737628064502", "product_name": "Noodles", "nutriments": nutriments}
    gives(server, "/openfoodfacts/api/v2/product/737628064502", {"status": 1, "product": product})
    food = await openfoodfacts.product("737628064502")
    assert (food.name, food.kcal, food.protein_g) == ("Noodles", kcal, protein_g)
    assert "Praxia/" in server.headers[0]["User-Agent"]


async def test_open_food_facts_does_not_know_it(server):
    gives(server, "/openfoodfacts/api/v2/product/00000000", {"status": 0})
    assert await openfoodfacts.product("00000000") is None
    with pytest.raises(ValueError):
        await openfoodfacts.product("../../etc")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("CO<sub>2</sub>", "CO2"),
        ("a<br/>b", "a b"),
        ("<p>x &amp; y</p><!-- hidden -->", "x & y"),
        ("p &lt; 0.05, q > 3", "p < 0.05, q > 3"),
        ("p < 0.05, q > 3", "p < 0.05, q > 3"),
        (None, ""),
        ("a < b", "a < b"),
    ],
)
def test_markup_becomes_text(markup, text):
    assert plain(markup) == text
