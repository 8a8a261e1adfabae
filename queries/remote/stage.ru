# Note the name of a graph that an attempt will fill, so that a later one can remove it.
INSERT DATA { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#stages> $staged } }
