"""Filled examples for the templates: a municipality that does not exist, and a processor that does not either.

A field holds terms (by IRI), words that are the same in every language, or words in both.
"""

from __future__ import annotations

from collections.abc import Mapping

from grondslag.namespaces import ID
from grondslag.registers.model import Field, Side
from grondslag.report.model import Text

Example = Mapping[Field, str | Text | tuple[str, ...]]


def _terms(*names: str) -> tuple[str, ...]:
    return tuple(ID + name for name in names)


_NONE = Text("geen", "none")
_PUBLIC_TASK, _CONTRACT, _CONSENT = (f"AVG art. 6 lid 1 onder {letter}" for letter in "eba")
_COLLEGE = Text("college van burgemeester en wethouders van Voorbeeldstad", "executive of Voorbeeldstad")
_OFFICER = Text("functionaris voor gegevensbescherming, fg@voorbeeldstad.example", "data protection officer")
_SECURED = Text(
    "toegang naar functie, versleuteling, vastlegging van wie wat inziet",
    "access by function, encryption, a log of who sees what",
)
_COMMON: Example = {
    Field.CONTROLLER: _COLLEGE,
    Field.JOINT_CONTROLLERS: _NONE,
    Field.CONTACT: _OFFICER,
    Field.TRANSFER: _NONE,
    Field.SECURITY: _SECURED,
    Field.PROCESSORS: _NONE,
}
_MUNICIPALITY: tuple[Example, ...] = (
    {
        **_COMMON,
        Field.IDENTIFIER: "1",
        Field.ACTIVITY: Text("Bijstand verlenen", "Granting social assistance"),
        Field.DESCRIPTION: Text("Aanvragen beoordelen en uitbetalen.", "Assessing applications and paying."),
        Field.DEPARTMENT: Text("Werk en inkomen", "Work and income"),
        Field.PURPOSE: _terms("purpose/benefit-administration"),
        Field.LIMB: _PUBLIC_TASK,
        Field.PROVISION: "PW art. 7 lid 1 onder b; PW art. 53a lid 1",
        Field.TASK: _terms("task/pw-bijstand"),
        Field.DATA_SUBJECTS: _terms("subject/bijstandsgerechtigde", "subject/partner"),
        Field.DATA: _terms("data/name-address-place", "data/date-of-birth", "data/income", "data/assets"),
        Field.SPECIAL_DATA: _terms("data/bsn"),
        Field.EXCEPTION: "Wabb art. 10",
        Field.RECIPIENTS: _terms("party/uwv", "party/inlichtingenbureau"),
        Field.ORIGIN: _terms("party/betrokkene-zelf", "party/uwv", "party/belastingdienst"),
        Field.RETENTION: Text("7 jaar na het einde van de bijstand", "7 years after the end of the assistance"),
        Field.IMPACT_ASSESSMENT: Text("ja", "yes"),
        Field.FROM: "1-1-2015",
    },
    {
        **_COMMON,
        Field.IDENTIFIER: "2",
        Field.ACTIVITY: Text("Maatwerkvoorzieningen Wmo", "Tailored provisions under the Wmo"),
        Field.DEPARTMENT: Text("Maatschappelijke ondersteuning", "Social support"),
        Field.PURPOSE: _terms("purpose/support"),
        Field.LIMB: _PUBLIC_TASK,
        Field.PROVISION: "Wmo 2015 art. 5.1.1 lid 1",
        Field.TASK: _terms("task/wmo"),
        Field.DATA_SUBJECTS: _terms("subject/client", "subject/mantelzorger"),
        Field.DATA: _terms("data/name-address-place", "data/contact", "data/living-circumstances"),
        Field.SPECIAL_DATA: _terms("data/bsn", "data/health"),
        Field.EXCEPTION: "AVG art. 9 lid 2 onder h; Wmo 2015 art. 5.1.1 lid 1",
        Field.RECIPIENTS: _terms("party/aanbieder-maatwerkvoorziening", "party/cak"),
        Field.ORIGIN: _terms("party/betrokkene-zelf"),
        Field.RETENTION: Text("15 jaar na afloop van de ondersteuning", "15 years after the end of the support"),
        Field.IMPACT_ASSESSMENT: Text("ja", "yes"),
        Field.FROM: "1-1-2015",
    },
    {
        **_COMMON,
        Field.IDENTIFIER: "3",
        Field.ACTIVITY: Text("Schuldhulpverlening", "Debt help"),
        Field.DEPARTMENT: Text("Werk en inkomen", "Work and income"),
        Field.PURPOSE: _terms("purpose/debt-help"),
        Field.LIMB: _PUBLIC_TASK,
        Field.PROVISION: "Wgs art. 3 lid 1 onder a; Wgs art. 8a",
        Field.TASK: _terms("task/wgs"),
        Field.DATA_SUBJECTS: _terms("subject/schuldenaar"),
        Field.DATA: _terms("data/name-address-place", "data/income", "data/debt"),
        Field.SPECIAL_DATA: _terms("data/bsn"),
        Field.EXCEPTION: "Wabb art. 10",
        Field.RECIPIENTS: _terms("party/schuldeiser"),
        Field.ORIGIN: _terms("party/betrokkene-zelf", "party/schuldeiser"),
        Field.RETENTION: Text("5 jaar na afronding", "5 years after completion"),
        Field.IMPACT_ASSESSMENT: Text("nee", "no"),
        Field.FROM: "1-7-2012",
    },
    {
        **_COMMON,
        Field.IDENTIFIER: "4",
        Field.ACTIVITY: Text("Personeelsadministratie", "Staff administration"),
        Field.DEPARTMENT: Text("Personeel en organisatie", "Staff and organisation"),
        Field.PURPOSE: _terms("purpose/contract-with-data-subject"),
        Field.LIMB: _CONTRACT,
        Field.DATA_SUBJECTS: _terms("subject/werknemer"),
        Field.DATA: _terms("data/name-address-place", "data/contact", "data/employment"),
        Field.SPECIAL_DATA: _NONE,
        Field.RECIPIENTS: _terms("party/belastingdienst", "party/pensioenfonds"),
        Field.ORIGIN: _terms("party/betrokkene-zelf"),
        Field.RETENTION: Text("7 jaar na het einde van het dienstverband", "7 years after the end of employment"),
    },
    {
        **_COMMON,
        Field.IDENTIFIER: "5",
        Field.ACTIVITY: Text("Nieuwsbrief aan inwoners", "Newsletter to residents"),
        Field.DEPARTMENT: Text("Communicatie", "Communication"),
        Field.PURPOSE: _terms("purpose/correspondence"),
        Field.LIMB: _CONSENT,
        Field.DATA_SUBJECTS: _terms("subject/inwoner"),
        Field.DATA: _terms("data/email-address"),
        Field.SPECIAL_DATA: _NONE,
        Field.RECIPIENTS: _NONE,
        Field.ORIGIN: _terms("party/betrokkene-zelf"),
        Field.RETENTION: Text("1 maand na afmelding", "1 month after unsubscribing"),
    },
)
_ICT_COMMON: Example = {
    Field.CONTACT: Text("functionaris voor gegevensbescherming, fg@verwerker.example", "data protection officer"),
    Field.TRANSFER: _NONE,
    Field.SECURITY: _SECURED,
    Field.AGREEMENT: Text("verwerkersovereenkomst", "processor agreement"),
    Field.PROCESSORS: _NONE,
}
_PROCESSOR: tuple[Example, ...] = (
    {
        **_ICT_COMMON,
        Field.IDENTIFIER: "V1",
        Field.ACTIVITY: Text("Beheer van het uitkeringssysteem", "Running the benefit system"),
        Field.PRINCIPAL: _terms("party/gemeente"),
        Field.DATA_SUBJECTS: _terms("subject/uitkeringsgerechtigde"),
        Field.DATA: _terms("data/name-address-place", "data/income"),
        Field.SPECIAL_DATA: _terms("data/bsn"),
        Field.RETENTION: Text("1 maand na het einde van de opdracht", "1 month after the end of the assignment"),
        Field.FROM: "1-1-2024",
    },
    {
        **_ICT_COMMON,
        Field.IDENTIFIER: "V2",
        Field.ACTIVITY: Text("Verzenden van post", "Sending mail"),
        Field.PRINCIPAL: _terms("party/gemeente", "party/waterschapsbestuur"),
        Field.DATA_SUBJECTS: _terms("subject/inwoner"),
        Field.DATA: _terms("data/name-address-place"),
        Field.SPECIAL_DATA: _NONE,
        Field.RETENTION: Text("2 weken", "2 weeks"),
    },
    {
        **_ICT_COMMON,
        Field.IDENTIFIER: "V3",
        Field.ACTIVITY: Text("Hosting van het zorgportaal", "Hosting the care portal"),
        Field.PRINCIPAL: _terms("party/zorgaanbieder"),
        Field.DATA_SUBJECTS: _terms("subject/client"),
        Field.DATA: _terms("data/name-address-place", "data/contact"),
        Field.SPECIAL_DATA: _terms("data/health"),
        Field.RETENTION: Text("3 maanden na het einde van de opdracht", "3 months after the end of the assignment"),
    },
    {
        **_ICT_COMMON,
        Field.IDENTIFIER: "V4",
        Field.ACTIVITY: Text("Incasso van vorderingen", "Collecting claims"),
        Field.PRINCIPAL: _terms("party/woningcorporatie"),
        Field.DATA_SUBJECTS: _terms("subject/schuldenaar"),
        Field.DATA: _terms("data/name-address-place", "data/debt"),
        Field.SPECIAL_DATA: _NONE,
        Field.RETENTION: Text("7 jaar", "7 years"),
    },
    {
        **_ICT_COMMON,
        Field.IDENTIFIER: "V5",
        Field.ACTIVITY: Text("Salarisverwerking", "Payroll"),
        Field.PRINCIPAL: _terms("party/werkgever"),
        Field.DATA_SUBJECTS: _terms("subject/werknemer"),
        Field.DATA: _terms("data/name-address-place", "data/employment", "data/income"),
        Field.SPECIAL_DATA: _terms("data/bsn"),
        Field.RETENTION: Text("7 jaar", "7 years"),
    },
)

EXAMPLES: Mapping[Side, tuple[Example, ...]] = {Side.CONTROLLER: _MUNICIPALITY, Side.PROCESSOR: _PROCESSOR}
"""The rows of the filled example of each side."""
