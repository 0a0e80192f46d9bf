"""The referee: another system's cited answers held to the measures that Dateline's own are held to.

`assistant eval --answers FILE` reads them (`shapes`), finds their sources in the articles (`placing`), checks and measures them
(`scoring`) and sets systems side by side (`side_by_side`); `endpoint` asks a system directly. Begin at `runs.py`.
"""
