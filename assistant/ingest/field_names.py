"""What scrapers, news services and data sets call the fields of an article, best first.

Compared without case and signs: `publish_date` and `publishDate` are `publishdate`. The names are those of newspaper3k and
4k, news-please, Media Cloud, GDELT, the services of newspapers and agencies, and public data sets.
"""

from __future__ import annotations

TEXT_KEYS = (
    *("text", "maintext", "body", "content", "articlebody", "articletext", "fulltext", "bodytext"),
    *("storytext", "articlecontent", "newstext", "textcontent", "bodycontent", "contents", "plaintext"),
    *("cleanedtext", "contenttext", "contenthtml", "article", "story", "texte", "texto", "testo", "volltext"),
    *("contenu", "contenido", "cuerpo", "texteintégral", "textocompleto", "testocompleto", "inhalt"),
    *("artikeltext", "treść", "tekst", "текст", "正文", "本文"),
)
SUMMARY_KEYS = ("summary", "description", "shortdescription", "abstract", "snippet", "leadparagraph", "excerpt")
"""Read where there is no text, and said so."""
TITLE_KEYS = (
    *("title", "headline", "articletitle", "newstitle", "heading", "headlines", "headlinetext", "ogtitle", "webtitle"),
    *("titre", "titel", "título", "titulo", "titolo", "überschrift", "schlagzeile", "tytuł"),
    *("rubrik", "заголовок", "标题"),
)
OUTLET_KEYS = (
    *("outlet", "metasitename", "medianame", "source", "sourcename", "publisher", "site", "sitename"),
    *("publication", "publicationname", "newspaper", "newspapername", "ogsitename", "mediaoutlet"),
    *("sourcedomain", "domain", "mediaurl", "sourceurl", "website", "journal", "zeitung", "quelle", "fuente"),
    *("testata", "krant", "medium", "media", "medio", "outletname", "publicationtitle", "gazeta"),
    *("źródło", "источник", "来源"),
)
PUBLISHED_KEYS = (
    *("published", "publishedat", "publicationdate", "datepublished", "publisheddate", "publishdate"),
    *("datepublish", "pubdate", "date", "seendate", "datepub", "datetimepub", "articledate", "storydate"),
    *("newsdate", "publishedon", "publishedtime", "publishtime", "publishedutc", "publishedatutc"),
    *("webpublicationdate", "firstpublished", "firstpublicationdate", "releasedate", "postdate"),
    *("dateposted", "datetime", "time", "timestamp", "datum", "fecha", "dateparution"),
    *("datedeparution", "datedepublication", "fechadepublicación", "data", "dato", "дата", "日期"),
)
UPDATED_KEYS = (
    *("updated", "updatedat", "modified", "datemodified", "datemodify", "modifieddate", "lastmodified", "dateupdated"),
    "updateddate",
)
AUTHOR_KEYS = ("byline", "author", "authors", "creator", "writer", "authorname", "auteur", "autor", "autore")
URL_KEYS = (
    *("url", "link", "canonicalurl", "canonicallink", "weburl", "articleurl", "permalink", "newsurl"),
    *("sourcelink",),
)
NAME_KEYS = ("id", "key", "articleid", "storiesid", "storyid", "newsid", "guid", "uuid", "url", "link")
"""What an article calls itself."""
