"""Every word to and from a language model: prompts, the request, its reply, and what untrusted text may not do in either."""
