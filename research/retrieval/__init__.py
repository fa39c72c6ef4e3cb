"""Finding passages: by words (BM25), by meaning (vectors), and by both. Knows texts and vectors, neither rows nor people."""
