# Empty a graph that changed or is gone, unless another attempt has begun meanwhile.
DELETE { GRAPH $live { ?s ?p ?o } }
WHERE {
  GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#attempt> $attempt }
  GRAPH $live { ?s ?p ?o }
}
