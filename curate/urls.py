"""Addresses: which of them lead to the same publication.

An item is known by its canonical URL. Two mistakes are possible, and they do not weigh the same: a twin that is missed
is seen twice in the inbox; two pages taken for one lose a publication without a word. So a rule stands here only where
what it takes away cannot say which page it is.

The rules are data, at the top. `canonical` applies them until nothing changes, so its result is its own canonical form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

_TRACKING_PREFIXES = (
    "utm_",  # Google Analytics
    "at_",  # Piano, once AT Internet; the BBC's feeds
    "mtm_",  # Matomo, once Piwik
    "matomo_",
    "piwik_",
    "hsa_",  # HubSpot advertisements
    "__hs",
    "__cft__",  # Facebook
    "aspsessionid",
    "sfmc_",  # Salesforce Marketing Cloud
    "bsft_",  # Blueshift
    "gad_",  # Google Ads
    "vgo_",  # ActiveCampaign
)
_TRACKING = _names(
    # clicks on advertisements, social networks and in newsletters
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid igshid igsh li_fat_id epik scid_click"
    " fb_action_ids fb_action_types fb_source fb_ref mibextid rdid __tn__ wickedid rb_clickid _openstat s_kwcid ef_id"
    " mc_cid mc_eid mc_tc mkt_tok _hsenc _hsmi hsctatracking vero_id vero_conv oly_enc_id oly_anon_id _ke ml_subscriber"
    " ml_subscriber_hash ck_subscriber_id sc_eh sc_lid sc_uid _bta_tid _bta_c trk_contact trk_msg trk_module"
    " dm_i dm_t elqtrackid elqtrack elqaid elqat elqcampaignid ml_recipient ml_link _cldee recipientid inf_contact_key"
    " __s _kx et_rid spmailingid spuserid spjobid spreportid cm_mmc cm_mid cm_crmid cm_medium m_bt sib_id fb_comment_id"
    " action_object_map action_type_map action_ref_map srsltid sca_esv sxsrf ved ir_clickid irclickid irgwc cjevent"
    " zanpid echobox nltr"
    # publishers' own counters
    " ncid icid ocid cmpid xtor xtref xtcr maca traffic_source wt_mc wt_zmc wtmc wprss wpisrc wpmm ftcamp ftag smid"
    " smtyp s_cid soc_src soc_trk guccounter guce_referrer guce_referrer_sig ref_src ref_url srnd"
    " pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content ns_mchannel ns_campaign ns_source ns_linkname ns_fee"
    " trkcampaign trkemail trkinfo lipi spm"
    # caches, sessions and comment forms of the software behind the page
    " _ga _gl phpsessid jsessionid cfid cftoken chash replytocom like_comment _wpnonce doing_wp_cron wpmp_switcher"
    " amp_js_v amp_gsa amp_r usqp noamp nonamp fromrss triedredirect isfreemail"
)
"""Parameters that never say which page it is, in lower case. `cid`, `sid`, `ref` and `source` may: see below."""

_WAYS_IN = _names(
    "ref source src from via origin partner track cid cmp mod mid emc mbid sref referrer medium campaign share"
)
"""Parameters that tell where the reader came from only when their value says so."""
_WAY = re.compile(r"rss|rss(?=[\d_-]|feed|all|entertainment|news).*|x?feed|feedburner|atom", re.IGNORECASE)
_SOCIAL_WAY = re.compile(
    r"facebook|fb|twitter|x|linkedin|mastodon|bluesky|bsky|whatsapp|instagram|reddit|hn|e?-?mail|newsletter|nieuwsbrief"
    r"|home(page)?|social|share"
    r"|(?!v?\d)[\w-]+(\.[\w-]+)*\.[a-z]{2,}",  # Ghost adds ?ref=name.example to every link that leaves a blog
    re.IGNORECASE,
)
_SOCIAL_WAYS_IN = frozenset({"ref", "referrer", "share"})

_WITH: dict[str, frozenset[str]] = {
    **dict.fromkeys(("sfmc_id", "sfmc_sub", "sfmc_activityid"), _names("j l u mid jb e sfmc_sub")),
    "_cldee": _names("esid"),
    "share": _names("nb"),
}
"""Parameter → those that count clicks where it is there too, and elsewhere may say which page it is."""
_SENT = {
    "ct": re.compile(r"t\(.*\)"),  # Mailchimp
    "goal": re.compile(r"0_[0-9a-f]{10}-[0-9a-f]{10}-\d+"),  # Mailchimp
    "awc": re.compile(r"\d+_\d+_[0-9a-f]+"),  # Awin
    "source": re.compile(r".*-{5,}.*"),  # Medium
}
"""Parameter → values with which it counts clicks."""

_AMP = {
    **dict.fromkeys(("amp", "_amp", "isamp", "is_amp"), frozenset({"", "1", "true", "yes"})),
    **dict.fromkeys(("outputtype", "output", "format", "view", "mode", "rendermode"), frozenset({"amp"})),
    **dict.fromkeys(("mobile", "ismobile"), frozenset({"1", "true", "yes"})),
}
"""Parameter → values with which it asks for the AMP or mobile twin of a page."""
_BLOGGER_PAGE = re.compile(r"/(\d{4}/\d{2}|p)/[^/]+\.html")
"""What Blogger's posts and pages look like, on whatever host: there `m=1` asks for the mobile twin."""

_ONLY = {("youtube.com", "/watch"): frozenset({"v"})}
"""(host, path) → the parameters that count, where one of them is there."""
_TRACKING_AT = {
    "x.com": {"s", "t", "src"},
    "open.spotify.com": {"si", "context", "nd", "dl_branch"},
    "youtube.com": {"si", "feature", "pp"},
    "music.youtube.com": {"si", "feature"},
    "news.google.com": {"oc", "hl", "gl", "ceid"},
    "reuters.com": {"feedtype", "feedname", "rpc"},
    "dailymail.co.uk": {"ito"},
    "theguardian.com": {"cmp"},
    "instagram.com": {"hl", "img_index"},
    "medium.com": {"sk"},
    "linkedin.com": {"trk", "trackingid", "rcm", "refid"},
    "vimeo.com": {"share", "fl", "fe"},
    "podcasts.apple.com": {"uo", "ls", "mt", "at", "ct", "itsct", "itscg"},
    "reddit.com": {"rdt", "context", "share_id"},
    "substack.com": {"r", "s", "publication_id", "post_id", "token", "showwelcome"},
    "nrc.nl": {"t"},
}
"""Of these sites, and of those under them."""
_HOST_ALIASES = {
    "twitter.com": "x.com",
    "youtube-nocookie.com": "youtube.com",
    "bbc.co.uk": "bbc.com",
    "feedproxy.google.com": "feeds.feedburner.com",
    "feeds2.feedburner.com": "feeds.feedburner.com",
    **dict.fromkeys(("old.reddit.com", "new.reddit.com", "np.reddit.com"), "reddit.com"),
}
_COUNTRY = re.compile(r"[a-z]{2}\.(linkedin\.com)")
"""Sites that show the same pages under a country's letters."""

_TWIN_HOSTS = frozenset({"m", "mobile", "amp"})
_SHARED_HOSTS = _names(
    "github.io gitlab.io wordpress.com tumblr.com substack.com medium.com netlify.app vercel.app pages.dev web.app"
    " herokuapp.com neocities.org livejournal.com typepad.com weebly.com wixsite.com webflow.io jimdo.com jimdosite.com"
    " webnode.be webnode.nl bearblog.dev ghost.io mystrikingly.com hatenablog.com over-blog.com canalblog.com"
    " home.blog tistory.com naver.com beehiiv.com buttondown.email itch.io bandcamp.com readthedocs.io jimdofree.com"
    " hypotheses.org blog.nl web-log.nl webador.be webador.nl webador.com skynetblogs.be carrd.co squarespace.com"
    " notion.site framer.website framer.app strikingly.com glitch.me surge.sh replit.app onrender.com fly.dev workers.dev"
    " r2.dev firebaseapp.com appspot.com azurewebsites.net azurestaticapps.net myshopify.com yolasite.com site123.me"
    " godaddysites.com wixstudio.io wixstudio.com edublogs.org micro.blog write.as mataroa.blog svbtle.com posthaven.com"
    " cargo.site smugmug.com podbean.com libsyn.com transistor.fm simplecast.com deviantart.com fandom.com wikidot.com"
    " miraheze.org dreamwidth.org eklablog.com e-monsite.com blogspot.com typepad.fr tripod.com free.fr ning.com"
    " eu.org codeberg.page bitbucket.io stackblitz.io s3.amazonaws.com cloudfront.net lovable.app"
)
"""Under these, `m.` is somebody's name."""
_REGISTRIES = re.compile(r"(ac|co|com|edu|gov|gouv|ne|net|nom|or|org|sch)\.[a-z]{2}|blogspot\.[a-z.]+")
"""Second levels under which names are given out (co.uk)."""

_INDEX = re.compile(r"/(index\.(html?|php\d?|aspx?|jsp|shtml|cfm)|default\.(aspx?|html?))$", re.IGNORECASE)
_CODE_HOSTS = _names("github.com gitlab.com codeberg.org bitbucket.org npmjs.com pypi.org sr.ht")
_SECTIONS = _names(
    "tag tags label labels category categories categorie topic topics thema dossier wiki docs doc plugins plugin"
    " product products producten project projects user users people author shop store package packages word woord"
    " define definition dictionary woordenboek search zoeken glossary guitar guitars gitaar gitaren bass audio"
)
"""After these, a last segment `amp` is what the page is about."""
_ARTICLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+){2,}|.*\d{4}.*", re.IGNORECASE)

_REDIRECTS = tuple(
    (re.compile(host), path, names)
    for host, path, names in (
        (r"(.+\.)?google(\.[a-z]{2,3}){1,2}", "/url", ("url", "q")),
        (r"(l|lm)\.facebook\.com", "/l.php", ("u",)),
        (r"l\.instagram\.com", "", ("u",)),
        (r"out\.reddit\.com", "*", ("url",)),
        (r"t\.umblr\.com", "/redirect", ("z",)),
        (r"facebook\.com", "/l.php", ("u",)),
        (r"facebook\.com", "/flx/warn", ("u",)),
        (r"l\.messenger\.com", "/l.php", ("u",)),
        (r"l\.threads\.(net|com)", "", ("u",)),
        (r"lnkd\.in", "/redirect", ("url",)),
        (r"linkedin\.com", "/redir/redirect", ("url",)),
        (r"linkedin\.com", "/safety/go", ("url",)),
        (r"youtube\.com", "/redirect", ("q",)),
        (r"slack-redir\.net", "/link", ("url",)),
        (r".+\.safelinks\.protection\.outlook\.com", "*", ("url",)),
        (r"bing\.com", "/news/apiclick.aspx", ("url",)),
        (r"duckduckgo\.com", "/l", ("uddg",)),
        (r"vk\.com", "/away.php", ("to",)),
        (r"getpocket\.com", "/redirect", ("url",)),
    )
)
"""(host, path, parameters): who passes a reader on to the address in a parameter."""
_PASSES_ON = re.compile("|".join(there.pattern for there, _, _ in _REDIRECTS))

_TRACKING_FRAGMENT = re.compile(r"\d{1,3}|(tk\.|rss|xtor=|ref=|utm_|at_|ns_|source=|cid=|:~:).*")
"""Fragments that feeds add to count clicks or to have their ids change: `#0` (BBC), `#tk.rss_all`, `#xtor=RSS-1`."""

# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def canonical(url: str, *, keep_fragment: bool = False) -> str:
    """Return the address by which the publication at `url` is known: https, no www, no tracking, not the AMP twin.

    It is a name, not a link: a server may not answer there. ASCII only, hosts in punycode. The fragment is kept where
    it names a page by itself (`#!…`, `#/…`), and with `keep_fragment`: for a document that lists several publications
    which differ by nothing else (see `fragments_matter`).

    Raises ValueError where `url` is no absolute http(s) address.
    """
    current = url
    for _ in range(_MOST_ROUNDS):
        further = _once(current, keep_fragment=keep_fragment)
        if further == current:
            return current
        current = further
    raise ValueError("an address within an address within an address, too often")


_MOST_ROUNDS = 500
"""An address of 4,096 characters holds no more redirects than that within each other; two rounds are usual."""


def untracked(url: str) -> str:
    """Return `url` as a link to hand on: without what counts clicks, all else as it stands."""
    try:
        parts = urlsplit(url)
        name = _host(parts)
    except ValueError:
        return url
    kept = []
    beside = _counted(unquote(piece.partition("=")[0]) for piece in parts.query.split("&"))
    for piece in parts.query.split("&"):
        parameter, _, value = piece.partition("=")
        if _says_which_page(unquote(parameter), unquote(value), name, parts.path, beside):
            kept.append(piece)
    fragment = "" if _TRACKING_FRAGMENT.fullmatch(parts.fragment) else parts.fragment
    return parts._replace(query="&".join(kept), fragment=fragment).geturl()


def passed_on(url: str) -> str | None:
    """Return the address that `url` passes its reader on to, where it is known to and that stands in it; else None."""
    try:
        parts = _split(_prepared(url))
        return _target(_twin_of(_host(parts)), _path(parts.path), list(_parameters(parts.query)))
    except ValueError:
        return None


def key(canonical_url: str) -> str:
    """Return the stable key of the item at a canonical URL: the first 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(canonical_url.encode("utf-8", "replace")).hexdigest()[:32]


def host(url: str) -> str:
    """Return the host of `url`, in lower case and punycode, without port; "" where it is no http(s) address."""
    try:
        return _host(_split(_prepared(url)))
    except ValueError:
        return ""


def is_http(url: str) -> bool:
    """Return whether `url` is an absolute http or https address."""
    return bool(host(url))


def fragments_matter(links: Sequence[tuple[str, str, str]]) -> frozenset[str]:
    """Return those addresses of one document, as given, whose fragment says which publication they are.

    `links` are (id, title, address). Addresses that differ by nothing but the fragment are several publications where
    their ids or titles differ. A fragment that counts clicks says nothing, and neither does an id that ends with it.
    """
    if not any("#" in url for _, _, url in links):
        return frozenset()
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for link in links:
        try:
            groups.setdefault(canonical(link[2]), []).append(link)
        except ValueError:
            continue  # no address: nothing that it could be taken for
    matter: set[str] = set()
    for group in groups.values():
        if len({_said(*link) for link in group}) > 1:
            matter |= {url for _, _, url in group if "#" in url}
    return frozenset(matter)


def _said(id_: str, title: str, url: str) -> tuple[str, str]:
    """Return what the document says that the publication is, apart from a fragment that counts clicks."""
    fragment = url.partition("#")[2]
    if not fragment or _TRACKING_FRAGMENT.fullmatch(fragment):
        base, _, end = id_.rpartition("#")
        id_ = base if base and _TRACKING_FRAGMENT.fullmatch(end) else id_
    return id_, " ".join(title.split()).casefold()


# ── one round ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _once(url: str, *, keep_fragment: bool) -> str:
    parts = _split(_prepared(url))
    name = _twin_of(_host(parts))
    path, query = _path(parts.path), list(_parameters(parts.query))
    target = _target(name, path, query)
    if target:
        return target
    name, path, query = _page(name, path, query)
    beside = _counted(parameter for parameter, _ in query)
    kept = sorted((p for p in query if _says_which_page(*p, name, path, beside)), key=lambda parameter: parameter[0])
    written = "&".join(f"{parameter}={value}" if value else parameter for parameter, value in kept)
    fragment = _fragment(parts.fragment, keep=keep_fragment)
    return (
        f"https://{name}{_port(parts)}{path or '/'}{'?' if written else ''}{written}{'#' if fragment else ''}{fragment}"
    )


def _prepared(url: str) -> str:
    """Return `url` without what browsers leave out: white space around it, tabs and line ends within.

    Feeds that were escaped twice hold `&amp;` or `&#038;`, whose # would begin a fragment: undone.
    """
    bare = url.strip(_AROUND).translate(_WITHIN)
    bare.encode(
        "utf-8"
    )  # a lone surrogate stands for nothing that could be asked for: UnicodeEncodeError, a ValueError
    return _AMPERSAND.sub("&", bare) if "&" in bare else bare


_AROUND = "".join(map(chr, range(33))) + "\x7f\xa0\ufeff\u200b"
_WITHIN = dict.fromkeys(map(ord, "\t\r\n"))
_AMPERSAND = re.compile(r"&(amp|#0*38|#x26);", re.IGNORECASE)


def _split(url: str) -> SplitResult:
    head, mark, rest = url.partition("?")
    parts = urlsplit(head.replace("\\", "/") + mark + rest)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not an absolute http(s) address: {url[:80]!r}")
    return parts


def _host(parts: SplitResult) -> str:
    """Return the host in lower case, its labels as punycode (UTS 46 without the rarer mappings), IPv6 in brackets."""
    return _name(parts.hostname or "")


@lru_cache(maxsize=1024)
def _name(given: str) -> str:
    """Return a host as `_host` does: a feed names the same one in each of its entries."""
    if ":" in given:
        return f"[{ipaddress.IPv6Address(given.partition('%')[0])}]"
    text = unicodedata.normalize("NFKC", unquote(given, errors="strict")).lower()
    text = unicodedata.normalize("NFKC", text).replace("。", ".").removesuffix(".")
    name = ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in text.split(".")
    )
    if not _HOST.fullmatch(name):
        raise ValueError(f"no name of a host: {given[:80]!r}")
    return name


_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_ADDRESS = re.compile(r"[\d.]+|\[.*")


@lru_cache(maxsize=1024)
def _twin_of(name: str) -> str:
    """Return the host whose pages this one shows too: without www, and m, mobile or amp where that is nobody's name."""
    if _ADDRESS.fullmatch(name):
        return name
    first, _, rest = name.partition(".")
    if first == "www" and "." in rest:
        return _twin_of(rest)
    if first in _TWIN_HOSTS and "." in rest and rest not in _SHARED_HOSTS and not _REGISTRIES.fullmatch(rest):
        return _twin_of(rest)
    labels = name.split(".")
    if labels[1:2] == ["m"] and labels[2:] in _WIKIS:
        return ".".join([labels[0], *labels[2:]])
    if "blogspot" in labels[1:3] and len(labels) > labels.index("blogspot") + 1:
        return ".".join([*labels[: labels.index("blogspot") + 1], "com"])  # one blog under every country's ending
    country = _COUNTRY.fullmatch(name)
    return country[1] if country else _HOST_ALIASES.get(name, name)


_WIKIS = [
    [wiki, "org"]
    for wiki in ("wikipedia", "wiktionary", "wikiquote", "wikibooks", "wikisource", "wikivoyage", "wikinews")
]


def _port(parts: SplitResult) -> str:
    """Return ":port", "" for the usual ones. Both are dropped under either scheme, since the scheme is not compared."""
    return "" if parts.port in {None, 80, 443} else f":{parts.port}"


def _path(path: str) -> str:
    """Return the path with dots resolved and escapes alike, without session, index page and last slash; "" for home."""
    segments: list[str] = []
    for segment in _SESSION.sub("", _quoted(path)).split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in {"", "."}:
            segments.append(segment)
    plain = "".join(f"/{segment}" for segment in segments)
    return _INDEX.sub("", plain)


_SESSION = re.compile(r";jsessionid=[^/;]*|(?<=/)\([SFX]\([^/()]+\)\)", re.IGNORECASE)
"""Of Java, and of ASP.NET without cookies."""


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    for piece in query.split("&"):
        name, _, value = piece.replace("+", "%20").partition("=")
        if name or value:
            yield _quoted(name, "=&+#"), _quoted(value, "&+#")


def _quoted(text: str, reserved: str = "&=+#?/") -> str:
    """Return `text` with its escapes alike: none where the character may stand so (RFC 3986), capital digits elsewhere.

    What is in `reserved` stays as it was written, escaped or not.
    """

    def alike(found: re.Match[str]) -> str:
        written = found[0]
        if len(written) == 3:  # noqa: PLR2004  (%XX)
            character = chr(int(written[1:], 16))
            return character if _PLAIN.match(character) and character not in reserved else written.upper()
        return "".join(f"%{byte:02X}" for byte in written.encode("utf-8"))

    return _ESCAPED.sub(alike, text)


_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$'()*,:@/?=+&]")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$'()*,:@/?=+&;]")


def _fragment(fragment: str, *, keep: bool) -> str:
    named = fragment.partition(":~:")[0]  # what follows marks a passage for the browser
    if named in {"!", "/", "!/"} or not (keep or named.startswith(("!", "/"))):
        return ""
    return _quoted(named)


# ── what a page is ───────────────────────────────────────────────────────────────────────────────────────────────────


def _counted(parameters: Iterable[str]) -> frozenset[str]:
    """Return the parameters that count clicks because of others that stand beside them."""
    return frozenset().union(*(_WITH.get(parameter.lower(), frozenset()) for parameter in parameters))


def _says_which_page(parameter: str, value: str, name: str, path: str, beside: frozenset[str]) -> bool:
    known, lowered = parameter.lower(), value.lower()
    if known in _TRACKING or known.startswith(_TRACKING_PREFIXES) or known in beside:
        return False
    if known in _TRACKING_AT.get(name, ()) or known in _TRACKING_AT.get(name.partition(".")[2], ()):
        return False
    if known in _SENT and _SENT[known].fullmatch(value):
        return False
    if known in _WAYS_IN and _WAY.fullmatch(value):
        return False
    if known in _SOCIAL_WAYS_IN and name not in _CODE_HOSTS and _SOCIAL_WAY.fullmatch(value):
        return False
    if known == "m" and value in {"0", "1"} and _BLOGGER_PAGE.fullmatch(path):
        return False
    return lowered not in _AMP.get(known, ())


def _page(name: str, path: str, query: list[tuple[str, str]]) -> tuple[str, str, list[tuple[str, str]]]:
    """Return host, path and parameters of the page that these show in another form: a short link, a player, AMP."""
    short = _SHORT.fullmatch(name + path)
    if short:
        name, path, query = "youtube.com", "/watch", [("v", short[1] or short[2])]
    for form, host_, page in _FORMS if name in _FORM_HOSTS else ():
        if found := form.fullmatch(name + path):
            name, path = found.expand(host_), found.expand(page)
    only = _ONLY.get((name, path))
    if only and any(parameter in only for parameter, _ in query):
        query = [parameter for parameter in query if parameter[0] in only]
    return name, _without_amp(name, path), query


_FORMS = tuple(
    (re.compile(form), host_, page)
    for form, host_, page in (
        (r"player\.vimeo\.com/video/(\d+)", "vimeo.com", r"/\1"),
        (r"open\.spotify\.com/intl-[a-z]{2}(/.+)", "open.spotify.com", r"\1"),
        (r"x\.com/(\w+/status/\d+)/(?:photo|video)/\d", "x.com", r"/\1"),
        (r"news\.google\.com/(?:__i/rss/rd/|rss/)?(?:articles|read)/([\w-]+)", "news.google.com", r"/rss/articles/\1"),
        (r"open\.substack\.com/pub/([\w-]+)(/p/[^/]+)", r"\1.substack.com", r"\2"),
    )
)
"""(an address, host and path of the page that it shows in another form)."""
_FORM_HOSTS = _names("player.vimeo.com open.spotify.com x.com news.google.com open.substack.com")
_SHORT = re.compile(r"youtu\.be/([\w-]{11})|youtube\.com/(?:embed|shorts|live|v)/([\w-]{11})")


def _without_amp(name: str, path: str) -> str:
    path = _AMP_ENDING.sub("", path)
    *before, last = path.split("/")[1:] or [""]
    if not before:  # a page of its own called amp
        return path
    if last in {"amp", "amp.html"} and _may_have_twin(before) and name not in _CODE_HOSTS:
        return "/" + "/".join(before)
    if before[0] == "amp" and _ARTICLE.fullmatch(last):
        return "/" + "/".join([*before[1:], last])
    if "amp" in before and name in {"bbc.com", "bbc.co.uk"}:
        return "/" + "/".join([*(segment for segment in before if segment != "amp"), last])
    return path


def _may_have_twin(segments: Sequence[str]) -> bool:
    """Return whether these are the path of an article, so that `amp` after it asks for its twin and is no subject."""
    *above, last = (segment.lower() for segment in segments)
    if last in _SECTIONS:
        return False
    slug = "-" in last or any(character.isdigit() for character in last)
    return slug or last in _ARTICLES or (len(above) > 1 and not _SECTIONS.intersection(above))


_ARTICLES = _names("artikel article story verhaal bericht post item")
_AMP_ENDING = re.compile(r"(?<=[^/])\.amp(?=\.html$|$)")


def _target(name: str, path: str, query: list[tuple[str, str]]) -> str | None:
    """Return the address that this one passes its reader on to, where it stands in it; None elsewhere."""
    for there, at, parameters in _REDIRECTS if _PASSES_ON.fullmatch(name) else ():
        if there.fullmatch(name) and at in {"*", path}:
            given = dict(reversed(query))
            return next((t for p in parameters if (t := _http(unquote(given.get(p, ""))))), None)
    cached = _CACHED.fullmatch(name + path)
    if cached:
        return _http(f"http{'s' if cached[1] else ''}://{cached[2]}")
    news = _GOOGLE_NEWS.fullmatch(name + path)
    return _http(_inside(news[1])) if news else None


_CACHED = re.compile(r"(?:google(?:\.[a-z]{2,3}){1,2}/amp|[^/]+\.cdn\.ampproject\.org/[cv])/(s/)?([^/]+\.[^/]+/.*)")
_GOOGLE_NEWS = re.compile(r"news\.google\.com/(?:rss/|__i/rss/rd/)?articles/([\w-]+)")


def _http(address: str) -> str | None:
    return address if is_http(address) else None


def _inside(token: str) -> str:
    """Return the address within an article's token of Google News; "" where it holds none (those made since 2024).

    The token is base64 of a Protocol Buffers message whose field 4, a string, is the address.
    """
    try:
        message = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = re.match(rb"\x08.\"([\x00-\x7f]|[\x80-\xff][\x00-\x7f])(https?://[!-~]+)", message)
    if not found:
        return ""
    low, high = found[1][0], found[1][1] if len(found[1]) > 1 else 0
    return found[2][: (low & 0x7F) | (high << 7)].decode("ascii")
