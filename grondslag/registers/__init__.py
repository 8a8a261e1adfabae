"""Registers of processing: read from tables and RDF, kept as graphs, written out as article 30 AVG asks."""
