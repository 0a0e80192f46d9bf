"""Question sets and runs in the forms that other tools read and write: ragas, DeepEval, BEIR and TREC, tables."""
