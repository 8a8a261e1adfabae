# Fill a graph with what was staged for it, unless another attempt has begun meanwhile.
INSERT { GRAPH $live { ?s ?p ?o } }
WHERE {
  GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#attempt> $attempt }
  GRAPH $staged { ?s ?p ?o }
}
