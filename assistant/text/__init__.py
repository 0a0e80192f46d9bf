"""What every stage asks of a string: sentences, words, names, figures, dates, quotations. Imports nothing above it."""
