"""`assistant.corpus.read_file`, as it was called before the packages; goes with the release after this one."""

from assistant.ingest.folder import read_file

__all__ = ["read_file"]
