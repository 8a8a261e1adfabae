# Remove a graph that an attempt to publish filled.
DROP SILENT GRAPH $staged
