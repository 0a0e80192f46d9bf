"""What the page keeps on disk: conversations, judgements, feedback, uploads, runs read back."""
