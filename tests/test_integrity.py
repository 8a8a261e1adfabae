"""A slip of the pen in the data stops the build; it never just makes findings disappear."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grondslag.build import assemble
from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.query.saved import Catalogue

REGISTER = Path(__file__).parent / "fixtures" / "register" / "gemeente-voorbeeldstad" / "flows.ttl"


@pytest.fixture
def register(own_content: Content) -> Path:
    """A register in the place where CONTRIBUTING says one goes."""
    folder = own_content.data / "registers" / "gemeente-voorbeeldstad"
    folder.mkdir(parents=True)
    return Path(shutil.copy(REGISTER, folder))


def test_a_sound_register_passes(own_content: Content, register: Path) -> None:
    assemble(own_content)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("a gs:Flow ;", "a gs:Floww ;", r"own term.*gs:Floww \(did you mean gs:Flow\?\)"),
        (
            "gs:claimStatus gs:claimAsserted",
            "gs:claimStatus gs:claimAserted",
            r"gs:claimAserted.*mean gs:claim",
        ),
        ("dpv:hasPersonalData <data/bsn>", "dpv:hasPersonalDatum <data/bsn>", r"does not know: dpv:hasPersonalDatum"),
        (
            "<data/work-capacity>",
            "<data/work-capacitty>",
            r"nowhere: data/work-capacitty.*data/work-capacity",
        ),
        (
            "<org/werkbedrijf-voorbeeld> ;\n    gs:b",
            "<org/werkbedrijf-vorbeeld> ;\n    gs:b",
            r"org/werkbedrijf-vorbeeld",
        ),
        ("art/30/lid/1/onder/b>", "art/30/lid/1/onder/z>", r"nowhere: bwb/BWBR0040940/art/30/lid/1/onder/z"),
        ("bsn>\n    a gs:Item ;", "bsn>\n    a gs:Verdict ;", r"another kind.*gs:item wants gs:Item"),
        ("    dpv:hasPersonalData <data/bsn> ;\n", "", r"item/bsn: An item without a data category"),
        ("a gs:Flow ;", "a gs:ReportedFlow ;", r"reported flow in a register.*gs:ReportedFlow"),
        ("a gs:Flow ;", "a gs:Flow , gs:LegalClaim ;", r"claim about the law there.*gs:LegalClaim"),
        ("gs:actor <org/", "gs:sentBy <org/", r"does not belong to.*gs:sentBy wants gs:Item"),
    ],
)
def test_a_slip_is_told_with_the_nearest_name(
    own_content: Content, register: Path, right: str, wrong: str, message: str
) -> None:
    text = register.read_text(encoding="utf-8")
    assert right in text
    register.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(
        BadInput, match=f"do not fit together(.|\n)*register/gemeente-voorbeeldstad.*{message}"
    ) as raised:
        assemble(own_content)
    assert raised.value.code == "not_consistent"


def test_a_flow_without_provenance_is_told(own_content: Content, register: Path) -> None:
    text = register.read_text(encoding="utf-8")
    first = text.index("prov:wasDerivedFrom", text.index("re-integration>\n    a gs:Flow"))
    line = text[first : text.index("\n", first)]
    register.write_text(text[:first] + text[first + len(line) :], encoding="utf-8")
    with pytest.raises(BadInput, match=r"re-integration: A flow, item, basis.*without provenance"):
        assemble(own_content)


def test_a_registered_flow_in_a_source_is_told(own_content: Content) -> None:
    flows = own_content.data / "sources" / "000" / "flows.ttl"
    flows.write_text(flows.read_text(encoding="utf-8").replace("a gs:ReportedFlow", "a gs:Flow", 1), encoding="utf-8")
    with pytest.raises(BadInput, match=r"source/000: flow/000/.*registered flow in a source: gs:Flow"):
        assemble(own_content)


def test_many_faults_are_counted_and_the_first_told(own_content: Content, register: Path) -> None:
    text = register.read_text(encoding="utf-8").replace("<data/", "<date/")
    repeated = [text.replace("gemeente-voorbeeldstad/", f"gemeente-voorbeeldstad/{number}/") for number in range(9)]
    register.write_text("\n".join(repeated), encoding="utf-8")
    with pytest.raises(BadInput, match=r"date/bsn(.|\n)*and \d+ more") as raised:
        assemble(own_content)
    assert str(raised.value).count("\n") <= 21


def test_every_rule_has_a_test_here(the_content: Content) -> None:
    assert Catalogue(the_content.queries / "integrity").names() == [
        "item-without-data",
        "outside-domain",
        "outside-range",
        "practice-of-another-layer",
        "undeclared-property",
        "undeclared-term",
        "unknown-reference",
        "without-provenance",
    ]
