"""Outside sources, one file each: what is asked, under which limit, and how its answer becomes typed records."""
