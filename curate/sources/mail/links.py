"""The links of a letter: which lead through somebody who counts clicks, where to, and which lead to no article."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from curate import urls
from curate.text import absolute, fold, words


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# ── no articles ──────────────────────────────────────────────────────────────────────────────────────────────────────

_FILLERS = _names(
    "hier klik je jij u uw jouw ons onze onszelf ik we wij van de het een deze dit die dat om te voor op in uit via met"
    " naar of en aan als niet meer langer wil wilt kan kun kunt dan zo bij is zijn worden ook nog alle click here to"
    " the this these your our you us from of a an in on at for and or if not no longer with by all any want wish please"
    " can it as ici cliquez pour vous votre vos nous du des la le les ce cet cette sur dans et ou ne plus si"
    " hier klicken sie um zu den der die das ihr ihre von auf und oder nicht mehr diese diesen dieser s t my mijn"
    " mail e email mails emails bericht berichten newsletter nieuwsbrief nieuwsbrieven newsletters nieuwsmail message"
    " list lijst mailinglijst mailing pagina page site website lees lezen leesbaar bekijk bekijken view voir ansehen"
    " weergeven weergave goed geen correct volledig volledige whole full entire zichtbaar door out af app store ga now"
    " nu lire afficher read see zien details x post pin statement beleid policy verklaring algemene"
)
_ABOUT_THE_LETTER = _names(
    "uitschrijven uitschrijf uitschrijflink afmelden afmeld unsubscribe unsubscribing opt optout"
    " desinscrire desinscription desabonner desabonnez abmelden abbestellen abbestelle austragen opzeggen"
    " abonneren abonneer subscribe subscription subscriptions abonnement abonnieren sabonner abonner abonnez"
    " preferences preference voorkeuren voorkeur instellingen settings profiel profile gegevens adresgegevens"
    " update updaten aanpassen wijzig wijzigen beheer beheren bewerken manage change edit modifier modifiez"
    " einstellungen andern profil"
    " browser webbrowser webversie webversion online version versie ligne navigateur onlineversie afbeeldingen images"
    " image anzeigen"
    " doorsturen stuur forward friend vriend vrienden collega transferer weiterleiten deel delen share sharing"
    " partager teilen tweet tweeten facebook twitter linkedin instagram youtube whatsapp mastodon bluesky threads"
    " tiktok pinterest telegram flickr vimeo rss volg volgen follow suivez folgen"
    " privacy privacybeleid privacyverklaring privacystatement privacypolicy cookies cookie cookiebeleid"
    " cookieverklaring disclaimer voorwaarden gebruiksvoorwaarden terms conditions colofon impressum datenschutz"
    " datenschutzerklarung confidentialite mentions legales contact contacteer contacteren contactgegevens copyright"
    " adverteren adverteer advertise home homepage homepagina startpagina logo boven adresboek whitelist"
)
"""What links say that are about the letter, its reader or its sender, folded: how to leave, to share, to contact."""
_JOINS = _names("inschrijven inschrijf aanmelden meld schrijf anmelden register registreer sign")
"""What links say of the list, and of every event: it depends on what one joins, or leaves."""
_A_LIST = re.compile(
    r"\b(?:uit|af|off|nieuwsbrie\w+|newsletters?|mailinglijst|mailing ?list|lijst|doorgestuurd\w*|forwarded"
    r"|deze e?-?mail)\b"
)
_LEAVES = re.compile(
    r"uitschrijv|uit te schrijven|schrijf je (?:hier |nu )?uit|afmeld|af te melden|meld je (?:hier )?af|uitgeschreven"
    r"|unsubscri|opt[ -]?out|niet (?:meer|langer)[^.]{0,40}ontvang"
    r"|geen (?:mails?|e-mails?|nieuwsbrie\w+)[^.]{0,25}ontvang"
    r"|no longer (?:wish|want)|stop receiving|desinscri|desabonn|ne plus recevoir|abmelden|abbestell"
    r"|nicht mehr erhalten"
    r"|voorkeuren|preferences|gegevens (?:te )?(?:wijzig|aanpas)"
    r"|problemen (?:met|bij) (?:het )?(?:lezen|bekijken|weerg)"
    r"|(?:niet|slecht) (?:goed |correct )?(?:leesbaar|zichtbaar|weergegeven)"
    r"|trouble (?:reading|viewing|seeing)|problems? viewing|can'?t (?:see|read|view)|in (?:je|uw|your) (?:web)?browser"
    r"|webversi|online versi|s'affiche|nicht richtig (?:angezeigt|dargestellt)|im browser"
)
"""What a sentence says (folded) that is about the letter itself, or about leaving the list.

Links in it must not be asked: asking one may take the reader off the list."""
_GENERIC = _names(
    "lees ga kijk klik bekijk ontdek naar meer weten verder hier dit het de hele volledig volledige artikel artikels"
    " bericht verhaal interview info informatie over op onze ons site website blog deze link via read more the full"
    " story article here click learn find out see continue reading watch listen luister beluister schrijf in en lire"
    " savoir plus la le suite decouvrir ici mehr lesen erfahren weiterlesen weiter zum beitrag doe mee nu details"
    " inschrijven registreer podcast video aanmelden programma tickets door to this link on our by aan lezen je"
    " meld registreren registratie register sign up inschrijf bestel koop reserveer reserveren agenda bekijken"
)
"""Words (folded) of links that are no title: "Lees meer", "Read the full story »"."""
_SEGMENTS = _names(
    "unsubscribe unsub unsubscribed uitschrijven uitschrijving afmelden afmelding optout opt-out opt_out desinscription"
    " desabonnement abmelden preferences preference voorkeuren subscription subscriptions manage-subscription"
    " webversion webversie view-in-browser viewinbrowser online-version forward-to-friend forward forwardtofriend"
    " update-profile profile-center vcard"
)
"""Parts of a path that say what it is for, wherever they stand."""
_LAST_SEGMENTS = _names(
    "privacy privacybeleid privacyverklaring privacy-verklaring privacy-beleid privacy-policy privacy-statement"
    " privacystatement cookies cookiebeleid cookie-policy cookieverklaring disclaimer voorwaarden algemene-voorwaarden"
    " gebruiksvoorwaarden terms terms-of-service terms-of-use terms-and-conditions colofon contact contacteer-ons"
    " contact-us impressum datenschutz mentions-legales legal adverteren advertise nieuwsbrief newsletter login"
    " inloggen subscribe inschrijven-nieuwsbrief"
)
_SHARES = re.compile(
    r"(?:.+\.)?facebook\.com/(?:sharer|share|dialog|plugins)\b.*|(?:twitter|x)\.com/(?:intent|share|home)\b.*"
    r"|linkedin\.com/(?:share|shareArticle|cws|sharing|feed/\?).*|wa\.me/.*|(?:api|web)\.whatsapp\.com/.*|t\.me/share.*"
    r"|(?:.+\.)?pinterest\.[a-z.]+/pin/create.*|reddit\.com/submit.*|(?:.+\.)?addtoany\.com/.*|addthis\.com/.*"
    r"|bsky\.app/intent.*|mastodonshare\.com.*|getpocket\.com/save.*|news\.ycombinator\.com/submitlink.*"
    r"|(?:.+\.)?sharethis\.com/.*|threads\.net/intent.*|apps\.apple\.com/.*|itunes\.apple\.com/.*|play\.google\.com/store.*"
    r"|(?:us\d+\.)?(?:.+\.)?list-manage\.com/(?:unsubscribe|profile|about|vcard).*|(?:.+\.)?forward-to-friend\d*\.com/.*"
    r"|(?:.+\.)?campaign-archive\d*\.com/.*|maps\.google\.[a-z.]+/.*|google\.[a-z.]+/maps.*|goo\.gl/maps.*|mailchi\.mp/?",
    re.IGNORECASE,
)
_PROFILES = re.compile(
    r"(?:.+\.)?(?:facebook|instagram|threads|tiktok|twitter|x|pinterest|flickr|vimeo)\.(?:com|net)/[^/]*"
    r"|bsky\.app/profile/[^/]+|(?:.+\.)?linkedin\.com/(?:company|in|school|showcase|groups)/[^/]+"
    r"|youtube\.com/(?:@[^/]+|(?:c|channel|user)/[^/]+|[^/?]+)|[^/]+/@[\w.]+",
    re.IGNORECASE,
)


def is_about_the_letter(said: str) -> bool:
    """Return whether the words of a link say that it is about the letter or its sender ("Bekijk in je browser").

    Every word has to be one of a small stock: "Privacy op school" is a title, "Privacybeleid" is not.
    """
    found = words(fold(said).replace("-", " "))
    joins = any(word in _JOINS for word in found) and _A_LIST.search(fold(said)) is not None
    known = joins or any(word in _ABOUT_THE_LETTER for word in found)
    return known and all(word in _FILLERS or word in _ABOUT_THE_LETTER or word in _JOINS for word in found)


def joins_the_list(said: str, sentence: str) -> bool:
    """Return whether a link is for who does not get the letter yet: "Schrijf je in", where the list is spoken of."""
    return bool(_JOINS.intersection(words(fold(said)))) and _A_LIST.search(fold(sentence)) is not None


def is_generic(said: str) -> bool:
    """Return whether the words of a link are no title ("Lees meer")."""
    folded = fold(said).strip()
    return folded.startswith(_SCHEMES) or len(folded) < 2 or all(word in _GENERIC for word in words(folded))  # noqa: PLR2004


_SCHEMES = ("http://", "https://", "www.")


def may_leave(url: str, said: str, sentence: str) -> bool:
    """Return whether a link may take the reader off the list, or be about the letter, for all that can be seen.

    A link of several words, to an address that says itself what it is, is taken at its word: "Waarom lezers zich
    uitschrijven" is an article. Where it leads through somebody who counts clicks, nobody knows before it is too late.
    """
    if _LEAVES.search(fold(f"{sentence} {said}")) is None:
        return False
    return len(said.split()) < 4 or passes_on(unwrapped(url))  # noqa: PLR2004


def is_no_article(url: str, *, unsubscribe: Iterable[str] = ()) -> bool:
    """Return whether an address is known to be no publication: a share button, a profile, a way off the list."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return True
    segments = [unquote(part).lower() for part in parts.path.split("/") if part]
    bare = [part.partition(".")[0] for part in segments]
    if any(part in _SEGMENTS for part in bare) or (bare and bare[-1] in _LAST_SEGMENTS):
        return True
    if any(
        name.lower() in ("unsubscribe", "unsub", "optout", "unsubscribe_token") or value.lower() in _SEGMENTS
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ):
        return True
    if any(_same_place(url, other) for other in unsubscribe):
        return True
    whole = f"{host}/{parts.path.lstrip('/')}" + (f"?{parts.query}" if parts.query else "")
    return _SHARES.fullmatch(whole) is not None or _PROFILES.fullmatch(whole.partition("?")[0].rstrip("/")) is not None


def _same_place(one: str, other: str) -> bool:
    """Return whether two addresses are one, or differ by what counts only. Without a path, the query says which."""
    try:
        a, b = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    if a.netloc.lower() != b.netloc.lower() or a.path.rstrip("/") != b.path.rstrip("/"):
        return False
    return a.query == b.query or len(a.path.strip("/")) > 12  # noqa: PLR2004  (a path that short is shared by all links)


def is_home(url: str) -> bool:
    """Return whether an address is a site's front door, in whatever language."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        re.fullmatch(r"/?(?:nl|en|fr|de|index\.\w+|home)?/?", parts.path) is not None
        and not urlsplit(urls.untracked(url)).query
    )


# ── counted clicks ───────────────────────────────────────────────────────────────────────────────────────────────────

_COUNTERS = re.compile(
    r"bit\.ly|t\.co|lnkd\.in|ow\.ly|buff\.ly|tinyurl\.com|goo\.gl|is\.gd|tiny\.cc|dlvr\.it|rebrand\.ly|cutt\.ly|trib\.al"
    r"|ift\.tt|fb\.me|amzn\.to|shorturl\.at|rb\.gy|eepurl\.com|bitly\.com|spr\.ly|j\.mp|urlz\.fr|feedproxy\.google\.com"
    r"|(?:.+\.)?list-manage\.com|(?:.+\.)?mjt\.lu|(?:.+\.)?rs6\.net|(?:.+\.)?sendib[mt]\d*\.com|(?:.+\.)?mlsend\w*\.com"
    r"|(?:.+\.)?hubspotlinks\w*\.com|(?:.+\.)?hs-sites\.com|(?:.+\.)?hubspotemail\.net|(?:.+\.)?cmail\d+\.com"
    r"|(?:.+\.)?createsend\d*\.com|(?:.+\.)?sendgrid\.net|(?:.+\.)?awstrack\.me|(?:.+\.)?klclick\d*\.com"
    r"|(?:.+\.)?convertkit-mail\d*\.com|(?:.+\.)?kit-mail\d*\.com|(?:.+\.)?exct\.net|(?:.+\.)?exacttarget\.com"
    r"|(?:.+\.)?mkt\d+\.com|(?:.+\.)?pardot\.com|(?:.+\.)?e2ma\.net|(?:.+\.)?getresponse\.com|(?:.+\.)?getrsp\.com"
    r"|(?:.+\.)?emlnk\d*\.com|(?:.+\.)?acemlna?\w?\.com|(?:.+\.)?activehosted\.com|(?:.+\.)?mailgun\.org"
    r"|(?:.+\.)?sparkpostmail\w*\.com|(?:.+\.)?pstmrk\.it|(?:.+\.)?mandrillapp\.com|(?:.+\.)?flexmail\.\w+"
    r"|(?:.+\.)?flxml\.eu|(?:.+\.)?spotler\.\w+|(?:.+\.)?email-provider\.(?:nl|eu)|(?:.+\.)?laposta\.nl|(?:.+\.)?lapostatracking\.\w+"
    r"|(?:.+\.)?mailplus\.nl|(?:.+\.)?mailcampaigns\.nl|(?:.+\.)?copernica\.\w+|(?:.+\.)?ymlp\w*\.(?:com|net)|(?:.+\.)?enormail\.(?:eu|nl)"
    r"|(?:.+\.)?clang\.\w+|(?:.+\.)?slgnt\.eu|(?:.+\.)?addemar\.com|(?:.+\.)?emailsp\.com|(?:.+\.)?contactlab\.it"
    r"|(?:.+\.)?mimecast\.com|(?:.+\.)?urldefense\.(?:com|proofpoint\.com)|(?:.+\.)?protection\.sophos\.com"
    r"|(?:.+\.)?linkprotect\.cudasvc\.com|(?:.+\.)?secure-web\.cisco\.com|(?:.+\.)?feedblitz\.com|(?:.+\.)?customeriomail\.com"
    r"|(?:.+\.)?vimsky\.com|(?:.+\.)?mailerlite\.com|(?:.+\.)?aweber\.com|(?:.+\.)?icptrack\.com|(?:.+\.)?ctctcdn\.com"
)
"""Who does nothing but pass readers on: programs that send newsletters, short addresses, filters of mail."""
_COUNTING_LABEL = re.compile(
    r"(?:click|clicks|clk|klik|track|tracking|tracker|trk|trck|link|links|lnk|l|t|r|c|e|go|url|urls|redirect|redir|out"
    r"|em|email|emails|mail|mails|mailing|mailings|newsletter|nieuwsbrief|nb|news|ct|email\.mg|mg|send|post|info)\d*"
)
_COUNTING_SEGMENT = re.compile(
    r"(?:click|clicks|clk|klik|c|cl\d?|l\d?|ls|lt|lnk|link|links|linktrack\w*|track|tracking|trk|tracker|tracklink|r|rd|redir|redirect"
    r"|redirects|go|goto|out|outbound|t|tl|tr|e\dt|wf|ss|f|url|u|ga|x|cmp|mailing|mail|m|ct|ctr|ckt|nl|open-link|visit"
    r"|e|ext|exit|external|href|jump|forward-link)(?:\.(?:php|aspx?|do|cgi|jsp|html?))?",
    re.IGNORECASE,
)
_COUNTING_QUERY = _names(
    "mailpoet_router acym ctrl mc_eid lid mid nid linkid link_id uid sid subid recipient subscriber"
)
_WORDED = re.compile(r"[a-zà-ÿ]{2,}(?:[-_][a-zà-ÿ0-9]+){2,}", re.IGNORECASE)
_TOKEN = re.compile(r"(?=[^a-z]*[a-z])(?=[^0-9A-Z]*[0-9A-Z])[\w~=.%*+-]{16,}", re.ASCII)
_TARGETS = _names(
    "url u q to target dest destination link redirect redirect_to redirecturl redirect_url goto href l p r uri"
    " redirectto targeturl ru murl a d out page location adurl"
)
"""Parameters in which redirects carry where they lead, in lower case."""
_MOST_ROUNDS = 6


def unwrapped(url: str) -> str:
    """Return the address that one leads to, where it stands in it, and without what counts clicks; else the same."""
    for _ in range(_MOST_ROUNDS):
        further = _inner(url)
        if further is None or further == url:
            break
        url = further
    return urls.untracked(url)


def passes_on(url: str) -> bool:
    """Return whether an address seems to be one that only passes readers on, and where to stands nowhere in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    if _COUNTERS.fullmatch(host.removeprefix("www.")):
        return True
    segments = [part for part in parts.path.split("/") if part]
    if any(_WORDED.fullmatch(unquote(part).partition(".")[0]) and not _TOKEN.fullmatch(part) for part in segments):
        return False  # it says in words what stands there
    opaque = any(_TOKEN.fullmatch(part) for part in segments)
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    if opaque or any(len(value) >= 40 and _TOKEN.fullmatch(value) for _, value in parameters):  # noqa: PLR2004
        return True
    if any(name.lower() in _COUNTING_QUERY for name, _ in parameters) and len(parameters) > 1:
        return True
    more = len(segments) > 1 or bool(parameters)
    if segments and more and any(_COUNTING_SEGMENT.fullmatch(part) for part in segments[:-1] or segments):
        return True
    label = host.partition(".")[0]
    return host.count(".") > 1 and bool(segments) and _COUNTING_LABEL.fullmatch(label) is not None and more


def _inner(url: str) -> str | None:
    known = urls.passed_on(url)
    if known:
        return known
    try:
        parts = urlsplit(url)
        parameters = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if host.endswith(("urldefense.com", "urldefense.proofpoint.com")):
        return _proofpoint(url, dict(parameters))
    for name, value in parameters:
        if name.lower() in _TARGETS and (found := _address(value)):
            return found
    for found in _embedded(parts.path, [value for _, value in parameters]):
        return found
    return None


def _embedded(path: str, values: list[str]) -> Iterator[str]:
    """Yield addresses that stand in a path or in values, escaped or as base64 (Mailjet, Substack, ConvertKit, SES)."""
    for segment in path.split("/"):
        if segment[:8].lower() in ("http%3a%", "https%3a", "https:%2", "http:%2f") and (
            found := _address(unquote(segment))
        ):
            yield found
    for token in (*path.split("/"), *values):
        if (found := _from_base64(token)) is not None:
            yield found


def _from_base64(token: str) -> str | None:
    token = unquote(token).strip()
    if len(token) < 12 or not re.fullmatch(r"[\w+/=-]+(?:\.[\w=-]+)*", token, re.ASCII):  # noqa: PLR2004  ("http://a.b" has 10)
        return None
    for piece in token.split("."):
        try:
            text = base64.urlsafe_b64decode(piece.replace("+", "-").replace("/", "_") + "=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            continue
        if text[:4].lower() == b"http":
            return _address(text.decode("utf-8", "replace"))
        if text[:1] in (b"{", b"["):
            try:
                found = _in_json(json.loads(text), 0)
            except (ValueError, RecursionError):
                continue
            if found:
                return found
    return None


def _in_json(value: object, depth: int) -> str | None:
    if isinstance(value, str):
        return _address(value)
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if depth > 4:  # noqa: PLR2004
        return None
    return next((found for member in members if (found := _in_json(member, depth + 1))), None)


def _address(text: str) -> str | None:
    """Return an address where text is one, whole."""
    for _ in range(2):
        if text[:8].lower().startswith(("http://", "https://")):
            text = text.split("\x00", maxsplit=1)[0].strip()
            return absolute(text, text) if not re.search(r"[\s<>\"]", text) and urls.is_http(text) else None
        text = unquote(text)
    return None


def _proofpoint(url: str, parameters: dict[str, str]) -> str | None:
    """Return what Proofpoint's URL Defense wrapped: v1 plain, v2 with "-" for "%" and "_" for "/", v3 between "__"."""
    if found := re.search(r"/v3/__(.+?)__;", url):
        return None if "*" in found[1] else _address(re.sub(r"^(https?:)/(?!/)", r"\1//", found[1]))
    given = parameters.get("u", "")
    if "/v2/" in url:
        given = unquote(given.replace("-", "%").replace("_", "/"))
    return _address(given)
