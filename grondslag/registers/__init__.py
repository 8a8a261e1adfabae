"""Registers of processing: read from tables and RDF, kept as graphs, written out as the document that article 30 AVG asks for."""
