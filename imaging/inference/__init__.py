"""Reading a film: decoding, gates, preparation, networks. Pure: no Django in here, and nothing heavy at import of the package."""
