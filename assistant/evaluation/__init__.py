"""Question sets, runs, measures with intervals, comparisons, judges, and public benchmarks."""
