"""Registers out: the document that article 30 AVG asks for, and the same in the terms of others (DPV, DCAT)."""
