"""Files from outside, read in a worker that can be killed: the bytes of CSV and XLSX become sheets of cells."""
