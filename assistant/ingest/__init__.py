"""Files → `Article` → `Passage`: the corpus folder, one loader a format, what is stated of an article, and chunking."""
