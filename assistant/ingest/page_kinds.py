"""Saved pages that are no articles: refusals of a server, consent walls, lists of links. Each has its reason."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from assistant.ingest.page_text import INLINE

SHORT = 2_500
"""Characters of text beyond which a page holds more than a refusal or a wall."""
BLOCKED = re.compile(
    r"request unsuccessful\. incapsula|incapsula incident|_incapsula_resource|access (?:to this page has been |is )?denied"
    r"|you don['’]t have permission to access|checking (?:your browser|if the site connection)|enable javascript and cookies to continue"
    r"|attention required! \| cloudflare|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)|unusual traffic from your"
    r"|pardon our interruption|please complete the (?:security check|captcha)|performance & security by cloudflare|cloudflare ray id"
    r"|you have been blocked|bot (?:detection|protection)|ddos protection by|just a moment\.\.\."
    r"|(?:403|401) (?:-|–|:)?\s?(?:forbidden|unauthorized)"
    r"|40[04] (?:-|–|:|error)?\s?(?:not found|page not found|bad request)|error (?:40[0-9]|50[0-9])\b"
    r"|50[0-9] (?:bad gateway|service|gateway|internal)"
    r"|this site can['’]t be reached|err_[a-z_]{5,}|service unavailable"
    r"|(?:page|seite|página|pagina) (?:not|nicht|no|non) (?:be )?(?:found|gefunden|encontrada|trovata)"
    r"|page (?:introuvable|non trouvée)|please enable js"
    r"|page you (?:were|are) looking for|page que vous (?:recherchez|demandez)|reference #\d+\.[\da-f]+|too many requests",
    re.IGNORECASE,
)
"""What a server writes in the place of the article."""
OF_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent|\bpartners?\b|privacy|personal(?:ised|ized)? (?:data|ads?|content)|zustimm|einwillig|datenschutz|partner[n]?\b"
    r"|consentement|vie privée|données|traceurs|consentimiento|privacidad|consenso|informativa|toestemming|zgod[aęy]|samtyc?k",
    re.IGNORECASE,
)
OF_A_WALL = re.compile(
    r"before you continue|we (?:value|care about|respect) your privacy|we and our (?:\d+ )?(?:\w+ )?partners"
    r"|accept (?:all|cookies|and continue)"
    r"|cookie (?:policy|settings|wall)"
    r"|alle akzeptieren|mit werbung|zustimmen und weiter"
    r"|tout accepter|accepter et (?:fermer|continuer)"
    r"|respect de votre vie privée|continuer sans accepter"
    r"|aceptar (?:todo|y continuar)|accetta (?:tutto|e continua)",
    re.IGNORECASE,
)
LINKED = 0.7
"""Share of a page's words in links from which it is a list of them."""
FEW_LINKS = 15
TEASERS = "//*[self::h2 or self::h3 or self::h4][(.//a | parent::a)[not(starts-with(@href, '#'))]]/following-sibling::*[1][self::p]"
"""Paragraphs right after a heading that leads elsewhere."""
OUTSIDE_OF_LINKS = ".//text()[not(ancestor::a or ancestor::script or ancestor::style or ancestor::noscript)]"
PARAGRAPH = 100
"""Characters outside of links that make a paragraph of an article."""
SMALL_PRINT = 30
"""Characters beside a link that are no running text: a day, a number of comments."""


def no_article(tree: Any, title: str | None, text: str, body_text: str) -> str | None:
    """Why a page is no article, or None. `text` is what was taken out of it, `body_text` all that it shows.

    >>> no_article(None, "Request unsuccessful. Incapsula incident ID: 7", "", "")
    'is a page that refuses access (“Request unsuccessful. Incapsula”), not the article'
    """
    shown = f"{title or ''}\n{text}" if len(text) < SHORT else ""
    if (
        len(body_text) < 2 * SHORT
        and len(text) < SHORT // 2
        and (refusal := BLOCKED.search(f"{shown}\n{body_text[:SHORT]}"))
    ):
        return f"is a page that refuses access (“{' '.join(refusal[0].split())}”), not the article"
    if shown and is_consent_wall(shown):
        return "is a page that asks for consent to cookies, not the article"
    if tree is not None and is_list_of_links(tree):
        return "is a list of links, not an article"
    return None


def is_consent_wall(text: str) -> bool:
    """Whether most of a short text is about cookies and consent: an article about them is longer, or says other things too."""
    sentences = [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if len(part.split()) > 3]
    about = sum(bool(OF_CONSENT.search(part)) for part in sentences)
    return bool(OF_A_WALL.search(text)) and about >= 0.5 * max(1, len(sentences))


def is_list_of_links(tree: Any) -> bool:
    """Whether nearly all words of a page are links, and no paragraph is of running text."""
    body = tree.find(".//body")
    if body is None:
        return False
    links = [len(" ".join(link.text_content().split())) for link in body.iter("a")]
    if len(links) < FEW_LINKS:
        return False
    own: Counter[Any] = Counter()
    for words in body.xpath(OUTSIDE_OF_LINKS):
        holder = words.getparent() if words.is_text else words.getparent().getparent()
        while holder.tag in INLINE:
            holder = holder.getparent()
        own[holder] += len(words.strip()) if holder.tag == "p" or len(words.strip()) > SMALL_PRINT else 0
    teasers = set(body.xpath(TEASERS))
    told = [size for one, size in own.items() if one not in teasers and (one.tag == "p" or size >= PARAGRAPH)]
    runs = sum(told) >= 2 * PARAGRAPH and max(told) >= PARAGRAPH
    return not runs and sum(links) >= LINKED * (sum(links) + sum(told))
