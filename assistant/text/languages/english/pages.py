"""What stands beside an article on its page, in English."""

from __future__ import annotations

import re

from assistant.text.languages.language import PagePatterns

_PICTURE = r"(?:photo(?:graph)?(?:er|y)?|images?|pictures?|illustration|screenshot|graphic|gif|credit|source)s?"
_AGENCY = r"(?:Getty(?: Images)?|AFP|AP(?: Photo)?|Reuters|Shutterstock|Alamy|PA(?: Images| Wire)?|EPA|Bloomberg|iStock|Unsplash)"
_CREDIT = re.compile(
    rf"\b{_PICTURE}(?: (?:credit|source|caption|courtesy))?(?: by | of |: ?|, )[^.!?]{{0,90}}(?:\.[A-Z][^.!?]{{0,30}})?\)?\s*$"
    rf"|(?:[/|(]|\bvia|\bby) ?{_AGENCY}[^.!?]{{0,30}}\)?\s*$|\bimage source, ",
    re.IGNORECASE,
)
_LEADS_ELSEWHERE = re.compile(
    r"^\W*(?:(?:read|see|watch|listen|learn|go|more)(?: (?:more|also|next|now|on|here|deeper|from \w+))?|also read|related(?: \w+)?"
    r"|recommended|don['’]t miss|click here)(?: ?[:|–—-] |$)"
    r"|^\W*(?-i:(?:MORE|READ|WATCH|GO DEEPER|CLICK|RELATED|LIKE WHAT YOU|SIGN UP|SUBSCRIBE|ADVERTISEMENT|LISTEN)\b[ :])"
    r"|\b(?:sign up|subscribe)\b[^.]{0,60}\b(?:newsletters?|inbox)\b|\b(?:straight |delivered )?(?:to|in) your inbox\b"
    r"|\bcontributed (?:to|reporting)(?: to)? this (?:report|story|article|piece)\b"
    r"|^\W*(?:(?:additional )?reporting |(?-i:By ))by [A-Z]|^\W*(?-i:By(?: [A-Z][\w.'’-]+){2,3}(?:,? and(?: [A-Z][\w.'’-]+){2,3})?)\W*$"
    r"|\b(?:all rights reserved|may earn (?:an? |some )?(?:\w+ )?commission)\b"
    r"|^\W*this (?:story|article|piece|post) (?:was )?(?:originally|first) (?:appeared|published|ran)\b",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\benter a valid email\b|\bsubmitting your email\b|\bprotected by reCAPTCHA\b|\bnewsletter promotion\b|\benable javascript\b"
    r"|\b(?:our|free) (?:[\w’'-]+ ){0,4}newsletter\b.*\b(?:sign|email)\b",
    re.IGNORECASE,
)

PAGES = PagePatterns(credit=_CREDIT, leads_elsewhere=_LEADS_ELSEWHERE, form=_FORM)
