"""Countries and regions by the names that people use, as WHO codes them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from profiling.profile.countries import countries


@dataclass(frozen=True, slots=True)
class Place:
    """`code` is a country's ISO 3166-1 alpha-3, or WHO's own for a region and the world."""

    code: str
    name: str


WORLD = Place("GLOBAL", "The world")
_REGIONS = {
    "africa": Place("AFR", "WHO African Region"),
    "americas": Place("AMR", "WHO Region of the Americas"),
    "eastern mediterranean": Place("EMR", "WHO Eastern Mediterranean Region"),
    "europe": Place("EUR", "WHO European Region"),
    "southeast asia": Place("SEAR", "WHO South-East Asia Region"),
    "south east asia": Place("SEAR", "WHO South-East Asia Region"),
    "western pacific": Place("WPR", "WHO Western Pacific Region"),
    "world": WORLD,
    "worldwide": WORLD,
    "globally": WORLD,
}
_ALSO = {
    "america": "US", "american": "US", "americans": "US", "england": "GB", "scotland": "GB", "wales": "GB", "britain": "GB",
    "great britain": "GB", "northern ireland": "GB", "uk": "GB", "usa": "US", "united states of america": "US",
    "holland": "NL", "czech republic": "CZ", "ivory coast": "CI", "burma": "MM", "swaziland": "SZ", "macedonia": "MK",
    "viet nam": "VN", "turkiye": "TR", "türkiye": "TR", "turkey": "TR", "cabo verde": "CV", "east timor": "TL",
    "congo": "CD", "dr congo": "CD", "drc": "CD", "democratic republic of the congo": "CD", "congo brazzaville": "CG",
    "republic of congo": "CG", "korea": "KR", "samoa": "WS", "american samoa": "AS", "virgin islands": "VI",
    "british virgin islands": "VG", "uae": "AE", "bosnia": "BA", "trinidad": "TT", "russian federation": "RU",
}  # fmt: skip
_CAPITALS = re.compile(r"\bU\.?S\.?(?=\W|$)")  # "us" is somebody else
# ISO 3166-1: the two letters of each country, then its three.
_CODES = """
ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD BEBEL
BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD
CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA
DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF
GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN
IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA
KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE
MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM
NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN
SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL
TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR
VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE
"""


def place_in(text: str) -> tuple[Place | None, str]:
    """The first place that a text names, and the words for it there."""
    found = _CAPITALS.search(text)
    if found:
        return _known()["usa"], found[0]
    found = _names().search(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return (_known()[_plain(found[0])], found[0]) if found else (None, "")


@cache
def _known() -> dict[str, Place]:
    by_two = {pair[:2]: pair[2:] for pair in _CODES.split()}
    named = {code: Place(by_two[code], name) for code, name in countries().items() if code in by_two}
    known = {_plain(place.name): place for place in named.values()}
    return known | {name: named[code] for name, code in _ALSO.items() if code in named} | _REGIONS


@cache
def _names() -> re.Pattern[str]:
    longest_first = sorted(_known(), key=len, reverse=True)
    names = "|".join(re.escape(name).replace(r"\ ", "[ -]").replace("]and[", "](?:and|&)[") for name in longest_first)
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


def _plain(name: str) -> str:
    """As people write it: "Eswatini", "Bosnia and Herzegovina"."""
    plain = re.sub(r"\s*\(.*\)", "", name).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return plain.replace("&", "and").replace("-", " ").casefold()
