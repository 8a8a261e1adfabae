"""Invented statutes in the forms that the harvest reads: no word of these is law."""

from __future__ import annotations

from pathlib import Path

ACT = "BWBR0000001"

YAML = """bwb_id: BWBR0000001
url: https://example.org/wet
valid_from: '2020-01-01'
valid_until: '2021-12-31'
articles:
- number: '1'
  leden:
  - number: null
    text: De tuinman  geeft
    onderdelen:
    - label: a
      text: 'water aan:'
      subonderdelen:
      - label: 1°
        text: rozen; en
      - label: 2°
        text: tulpen;
    - label: b
      text: niets aan onkruid.
    slot: Dit geldt ook op zondag.
- number: 5.2a
  leden:
  - number: '1'
    text: De bakker bakt brood.
  - number: '2'
    text: De bakker mag
    damaged: true
"""

STATE = """<?xml version="1.0" encoding="UTF-8"?>
<toestand bwb-id="BWBR0000001" inwerkingtreding="2020-01-01">
  <bwb-inputbestand/>
  <wetgeving soort="wet">
    <intitule>Wet op de tuin<meta-data><brondata>geen woord van de wet</brondata></meta-data></intitule>
    <wet-besluit>
      <wettekst>
        <hoofdstuk><kop><label>Hoofdstuk</label><nr>1</nr></kop>
          <artikel status="goed"><kop><label>Artikel</label> <nr>1</nr><titel>Tuin</titel></kop>
            <al>De <nadruk type="cur">tuinman</nadruk>
              geeft</al>
            <lijst type="expliciet">
              <li><li.nr>a.</li.nr><al>water aan:</al>
                <lijst><li><li.nr>1\u00b0.</li.nr><al>rozen; en</al></li>
                  <li><li.nr>2\u00b0.</li.nr><al>tulpen;</al></li></lijst>
              </li>
              <li><li.nr>b.</li.nr><al>niets aan <extref doc="x">onkruid</extref>.</al></li>
            </lijst>
            <al>Dit geldt ook op zondag.</al>
            <meta-data><jcis><jci verwijzing="x"/></jcis></meta-data>
          </artikel>
          <artikel><kop><nr>5.2a.</nr></kop>
            <lid><lidnr>1.</lidnr><al>De bakker bakt brood.</al></lid>
            <lid><lidnr>2</lidnr><al>De bakker mag</al></lid>
          </artikel>
        </hoofdstuk>
      </wettekst>
    </wet-besluit>
    <bijlage><artikel><kop><nr>1</nr></kop><al>Van de bijlage.</al></artikel></bijlage>
  </wetgeving>
</toestand>
"""

INFORMATION = """<?xml version="1.0" encoding="utf-8"?>
<wetstechnische-informatie bwb-id="BWBR0000001">
  <algemene-informatie><citeertitel status="officieel">Tuinwet</citeertitel></algemene-informatie>
  <gerelateerde-regelgeving><regeling/></gerelateerde-regelgeving>
  <wijzigingen>
    <regeling>
      <datum><details><betreft>wijziging</betreft></details></datum>
      <datum waarde="2024-07-01"><details/></datum>
      <datum waarde="2020-01-01"><details/></datum>
      <datum waarde="2022-03-01"><details/></datum>
    </regeling>
    <regelingelementen><regelingelement><datum waarde="1999-01-01"/></regelingelement></regelingelementen>
  </wijzigingen>
</wetstechnische-informatie>
"""


def state_of(articles: str) -> str:
    """A toestand with these articles and no others."""
    start, end = STATE.index("<hoofdstuk>"), STATE.index("</wettekst>")
    return STATE[:start] + articles + STATE[end:]


def yaml_file(folder: Path, text: str = YAML, name: str = "2020-01-01.yaml") -> Path:
    """A YAML file in its act's folder."""
    file = folder / ACT / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def xml_file(folder: Path, text: str = STATE, name: str = f"{ACT}_2020-01-01_0.xml") -> Path:
    """An XML file as the official repository names it."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
