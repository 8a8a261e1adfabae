"""The names that registers give to acts, beside those that the law layer has, and how articles of acts are numbered.

Kept apart from the law layer: these are habits of writing. A name that several acts can have is never certain.
"""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "AVG": (
        "GDPR",
        "EU AVG",
        "AVG EU",
        "verordening EU 2016/679",
        "verordening EU nr 2016/679",
        "verordening 2016/679",
        "EU verordening 2016/679",
        "EU 2016/679",
        "2016/679",
        "regulation EU 2016/679",
        "alg verordening gegevensbescherming",
        "algemene verordening gegevensbescherming AVG",
    ),
    "UAVG": ("U AVG", "uitvoeringswet AVG", "UW AVG", "uitvoeringswet GDPR", "uitv wet AVG", "UAVG wet"),
    "PW": ("P wet", "part wet", "Participatiewet PW"),
    "Wmo 2015": ("Wmo'15", "wet maatschappelijke ondersteuning Wmo 2015", "Wmo 15"),
    "Wgs": ("wet gem schuldhulpverlening", "wet gemeentelijke schuldhulpverlening Wgs", "Wgsh"),
    "Wgr": ("wet gem regelingen", "wet gemeenschappelijke regeling"),
    "Awb": ("alg wet bestuursrecht",),
    "Wabb": ("wet algemene bepalingen bsn", "wet alg bepalingen burgerservicenummer"),
    "Wet SUWI": ("Wsuwi", "wet structuur uitvoeringsorganisatie werk en inkomen SUWI", "SUWI wet"),
    "Jeugdwet": ("Jw", "JeugdW"),
    "Wlz": ("wet langdurige zorg Wlz",),
    "BW 7": (
        "boek 7 BW",
        "BW boek 7",
        "boek 7 burgerlijk wetboek",
        "burgerlijk wetboek 7",
        "boek 7 van het BW",
        "boek 7 van het burgerlijk wetboek",
        "BW VII",
        "boek VII BW",
    ),
    "Archiefwet 1995": ("Aw 1995", "Archw 1995"),
    "Wet inburgering 2021": ("Wi 2021", "wet inb 2021", "Wi2021"),
    "Wet inburgering": ("Wi 2006", "wet inburgering 2006", "wet inburgering 2013", "Wi 2013"),
    "Wsw": (),
    "Wbp": (),
    "Besluit SUWI": ("besluit Wsuwi", "besluit structuur uitvoeringsorganisatie werk en inkomen"),
    "Regeling SUWI": ("regeling Wsuwi", "regeling structuur uitvoeringsorganisatie werk en inkomen"),
    "Wet BRP": ("Wbrp", "wet basisregistratie personen BRP", "BRP wet", "wet op de basisregistratie personen"),
    "Zvw": (),
    "Uitvoeringsbesluit Wmo 2015": (
        "uitvoeringsbesluit Wmo",
        "uitvoeringsbesluit wet maatschappelijke ondersteuning 2015",
        "Uitvbesluit Wmo 2015",
        "UB Wmo 2015",
    ),
    "Gemeentewet": ("Gemw", "GemWet"),
    "Grondwet": ("Grw",),
    "Besluit gemeentelijke schuldhulpverlening": ("Bgs",),
    "Wvggz": ("wet verplichte GGZ",),
    "Wet Bopz": ("Bopz",),
}
"""More names by short title: each is one of that act alone."""

LOOSE: Mapping[str, tuple[str, str]] = {
    "WPW": ("PW", "an unusual abbreviation"),
    "Archiefwet": ("Archiefwet 1995", "the year of the act is not given"),
    "Vreemdelingenwet": ("Vw 2000", "the year of the act is not given"),
    "Vw": ("Vw 2000", "the year of the act is not given"),
    "WGBO": ("BW 7", "this act is a part of book 7 of the Civil Code"),
    "wet op de geneeskundige behandelingsovereenkomst": ("BW 7", "this act is a part of book 7 of the Civil Code"),
    "wet geneeskundige behandelingsovereenkomst": ("BW 7", "this act is a part of book 7 of the Civil Code"),
    "Wbsn": ("Wabb", "an unusual abbreviation"),
    "wet bsn": ("Wabb", "an unusual abbreviation"),
    "besluit Wmo 2015": ("Uitvoeringsbesluit Wmo 2015", "an unusual name"),
    "Jeugdbesluit": ("Besluit Jeugdwet", "an unusual name"),
}
"""Names that are probably meant of one act, with the reason why that is not sure."""

FORMER_WMO, OTHER_BOOK, OTHER = "Wmo of 2007", "another book of the BW", "another act"
SHARED: Mapping[str, tuple[str, ...]] = {
    "Wmo": ("Wmo 2015", FORMER_WMO),
    "wet maatschappelijke ondersteuning": ("Wmo 2015", FORMER_WMO),
    "SUWI": ("Wet SUWI", "Besluit SUWI", "Regeling SUWI"),
    "wet inburgering": ("Wet inburgering 2021", "Wet inburgering"),
    "Wi": ("Wet inburgering 2021", "Wet inburgering"),
    "Gw": ("Gemeentewet", "Grondwet"),
    "BW": ("BW 7", OTHER_BOOK),
    "burgerlijk wetboek": ("BW 7", OTHER_BOOK),
    "BRP": ("Wet BRP", OTHER),
    "Aw": ("Archiefwet 1995", OTHER),
    "archiefregelgeving": ("Archiefwet 1995", OTHER),
}
"""Names that several acts share, of which some are not in the law layer."""

STRANGERS = (
    *("Wmo 2007", "Wmo oud", "oude Wmo", "Besluit Wgs", "Besluit BRP", "Regeling BRP", "Uitvoeringsregeling Wmo 2015"),
    *("Regeling Wmo 2015", "Archiefbesluit", "Archiefbesluit 1995", "Archiefregeling", "Archiefwet 2021"),
    *("IOAW", "IOAZ", "Bbz", "Bbz 2004", "WIA", "WAO", "Wajong", "WW", "ZW", "Anw", "AOW", "AKW", "Wko", "Wfsv", "Wwz"),
    *("Wkkgz", "Wbsn-z", "Wabvpz", "Wet BIG", "Wpg", "Wjsg", "Wth", "Wams", "Wtlo", "Wft", "Wwft", "Awir", "AWR"),
    *("WPO", "WVO", "WVO 2020", "WEC", "Leerplichtwet", "Leerplichtwet 1969", "Wabo", "WOZ", "wet WOZ", "APV"),
    *("wet Bibob", "Bibob", "WVW", "WVW 1994", "Wegenverkeerswet 1994", "WvSv", "WvSr", "Sr", "Sv", "Rv", "EVRM"),
    *("IVRK", "Handvest", "VWEU", "BW 1", "BW 2", "BW 3", "BW 5", "BW 6", "BW boek 1", "boek 1 BW", "NEN 7510"),
    *("Huisvestingswet 2014", "Ambtenarenwet 2017", "Invorderingswet 1990", "Provinciewet"),
)
"""Acts that the law layer has not: named so that their articles are not taken for those of another act."""

DEPTHS: Mapping[str, frozenset[int]] = {
    "Gemeentewet": frozenset({1}),
    "Grondwet": frozenset({1}),
    "Wsw": frozenset({1}),
    "Wob": frozenset({1}),
    "Wet inburgering": frozenset({1}),
    "Woo": frozenset({2}),
}
"""How many numbers an article of an act has (5.1 has two), for acts of which the law layer names no article."""
