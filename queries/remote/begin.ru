# This attempt to publish takes the place of any other, which can then no longer switch.
DELETE { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#attempt> ?former } }
WHERE { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#attempt> ?former } } ;

INSERT DATA { GRAPH $pointer { $pointer <https://w3id.org/grondslag/remote#attempt> $attempt } }
