# Remove a graph that an attempt filled.
DROP SILENT GRAPH $staged ;

DELETE DATA { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#stages> $staged } }
