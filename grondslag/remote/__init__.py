"""A SPARQL 1.1 server that holds the graph: what is published goes there, and what is read comes from there."""
