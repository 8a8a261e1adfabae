# Name the new generation, unless another attempt has begun meanwhile.
DELETE { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#attempt> $attempt ; <https://w3id.org/grondslag/remote#generation> ?former } }
INSERT { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#generation> $generation } }
WHERE {
  GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#attempt> $attempt }
  OPTIONAL { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#generation> ?former } }
}
