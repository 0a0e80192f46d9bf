"""Every named failure. Each message is one line and tells the reader what to do next.

AssistantError
├── ConfigError            a setting is unknown or has a wrong value
├── ArticleError           one file cannot be read as an article (it is skipped and listed)
│   └── Scanned            its pages are pictures, and reading them was put off
├── QuestionError          the question is empty, too long or no question at all
├── DraftError             the draft is empty, too long or cannot be read
├── QuestionSetError       a question set, a batch file or a run cannot be read
├── WeightsError           the embedding model's weights are missing or not the expected ones
├── EmbeddingError         the embedding model or its endpoint failed
├── IndexMissing           nothing is indexed yet
├── IndexMismatch          the index was built with other settings
├── IndexDamaged           a part of the index is missing or not what was written
├── IndexBusy              another process is writing the index
├── StorageError           the index's folder cannot be written: the disk is full, or not ours
├── VectorStoreError       the vector store outside the index does not answer
├── Stopped                work in the background was stopped by who began it
├── LanguageModelError     the endpoint failed, or its reply cannot be used
│   └── LocalModelError    the language model on this machine did not start, or ended
├── ModelFileError         a language model for this machine cannot be got, registered or removed
│   ├── NotAModelError     the file is no GGUF
│   ├── ModelDigestError   the file is not the one that was expected
│   ├── ModelSpaceError    the disk has no room for it
│   └── ModelSourceError   no source has it: no network, or nothing there
└── PromptError            a prompt file is missing, or its variables do not fit
"""

from __future__ import annotations


class AssistantError(Exception):
    """A failure meant for display: `str(error)` is one line without secrets."""


class ConfigError(AssistantError):
    """A setting is unknown or has a wrong value."""


class ArticleError(AssistantError):
    """One file cannot be read as an article."""


class Scanned(ArticleError):
    """A file of pictures of pages that can be read by OCR, and was not, because that takes long."""


class QuestionError(AssistantError):
    """The question cannot be asked as it stands."""


class DraftError(AssistantError):
    """The draft cannot be checked as it stands."""


class QuestionSetError(AssistantError):
    """A question set, a batch file or a run cannot be read."""


class Stopped(AssistantError):
    """Work in the background was stopped by who began it; what is done stays."""


class WeightsError(AssistantError):
    """The embedding model's weights are missing or not the expected ones."""


class EmbeddingError(AssistantError):
    """The embedding model or its endpoint failed."""


class IndexMissing(AssistantError):
    """Nothing is indexed yet."""


class IndexMismatch(AssistantError):
    """The index was built with other settings than those in force."""


class IndexDamaged(AssistantError):
    """A part of the index is missing or not what was written."""


class IndexBusy(AssistantError):
    """Another process is writing the index."""


class StorageError(AssistantError):
    """The index's folder cannot be written: the disk is full, or it is not ours."""


class VectorStoreError(AssistantError):
    """The vector store outside the index does not answer, or refuses."""


class LanguageModelError(AssistantError):
    """The language model's endpoint failed, or its reply cannot be used."""


class LocalModelError(LanguageModelError):
    """The language model on this machine did not start, or ended in the middle of a reply."""


class ModelFileError(AssistantError):
    """A language model for this machine cannot be got, registered or removed."""


class NotAModelError(ModelFileError):
    """The file is no GGUF."""


class ModelDigestError(ModelFileError):
    """The file is not the one that was expected, byte for byte."""


class ModelSpaceError(ModelFileError):
    """The disk has no room for a model."""


class ModelSourceError(ModelFileError):
    """No source of a model could give it: there is no network, or nothing at its address."""


class PromptError(AssistantError):
    """A prompt file is missing, or its variables do not fit."""
