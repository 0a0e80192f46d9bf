"""The red pencil: a draft, sentence by sentence, against the whole archive."""
