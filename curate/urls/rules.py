"""What it is of an address that cannot say which page it is: the rules of `canonical`, as data."""

from __future__ import annotations

import re


def names(listed: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(listed.split())


TRACKING_PREFIXES = (
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
TRACKING = names(
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

WAYS_IN = names(
    "ref source src from via origin partner track cid cmp mod mid emc mbid sref referrer medium campaign share"
)
"""Parameters that tell where the reader came from only when their value says so."""
WAY = re.compile(r"rss|rss(?=[\d_-]|feed|all|entertainment|news).*|x?feed|feedburner|atom", re.IGNORECASE)
SOCIAL_WAY = re.compile(
    r"facebook|fb|twitter|x|linkedin|mastodon|bluesky|bsky|whatsapp|instagram|reddit|hn|e?-?mail|newsletter|nieuwsbrief"
    r"|home(page)?|social|share"
    r"|(?!v?\d)[\w-]+(\.[\w-]+)*\.[a-z]{2,}",  # Ghost adds ?ref=name.example to every link that leaves a blog
    re.IGNORECASE,
)
SOCIAL_WAYS_IN = frozenset({"ref", "referrer", "share"})

WITH: dict[str, frozenset[str]] = {
    **dict.fromkeys(("sfmc_id", "sfmc_sub", "sfmc_activityid"), names("j l u mid jb e sfmc_sub")),
    "_cldee": names("esid"),
    "share": names("nb"),
}
"""Parameter → those that count clicks where it is there too, and elsewhere may say which page it is."""
SENT = {
    "ct": re.compile(r"t\(.*\)"),  # Mailchimp
    "goal": re.compile(r"0_[0-9a-f]{10}-[0-9a-f]{10}-\d+"),  # Mailchimp
    "awc": re.compile(r"\d+_\d+_[0-9a-f]+"),  # Awin
    "source": re.compile(r".*-{5,}.*"),  # Medium
}
"""Parameter → values with which it counts clicks."""

AMP = {
    **dict.fromkeys(("amp", "_amp", "isamp", "is_amp"), frozenset({"", "1", "true", "yes"})),
    **dict.fromkeys(("outputtype", "output", "format", "view", "mode", "rendermode"), frozenset({"amp"})),
    **dict.fromkeys(("mobile", "ismobile"), frozenset({"1", "true", "yes"})),
}
"""Parameter → values with which it asks for the AMP or mobile twin of a page."""
BLOGGER_PAGE = re.compile(r"/(\d{4}/\d{2}|p)/[^/]+\.html")
"""What Blogger's posts and pages look like, on whatever host: there `m=1` asks for the mobile twin."""

ONLY = {("youtube.com", "/watch"): frozenset({"v"})}
"""(host, path) → the parameters that count, where one of them is there."""
TRACKING_AT = {
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
HOST_ALIASES = {
    "twitter.com": "x.com",
    "youtube-nocookie.com": "youtube.com",
    "bbc.co.uk": "bbc.com",
    "feedproxy.google.com": "feeds.feedburner.com",
    "feeds2.feedburner.com": "feeds.feedburner.com",
    **dict.fromkeys(("old.reddit.com", "new.reddit.com", "np.reddit.com"), "reddit.com"),
}
COUNTRY = re.compile(r"[a-z]{2}\.(linkedin\.com)")
"""Sites that show the same pages under a country's letters."""

TWIN_HOSTS = frozenset({"m", "mobile", "amp"})
SHARED_HOSTS = names(
    "github.io gitlab.io wordpress.com tumblr.com substack.com medium.com netlify.app vercel.app pages.dev"
    " web.app herokuapp.com neocities.org livejournal.com typepad.com weebly.com wixsite.com webflow.io jimdo.com"
    " jimdosite.com webnode.be webnode.nl bearblog.dev ghost.io mystrikingly.com hatenablog.com over-blog.com"
    " canalblog.com home.blog tistory.com naver.com beehiiv.com buttondown.email itch.io bandcamp.com"
    " readthedocs.io jimdofree.com hypotheses.org blog.nl web-log.nl webador.be webador.nl webador.com"
    " skynetblogs.be carrd.co squarespace.com notion.site framer.website framer.app strikingly.com glitch.me"
    " surge.sh replit.app onrender.com fly.dev workers.dev r2.dev firebaseapp.com appspot.com azurewebsites.net"
    " azurestaticapps.net myshopify.com yolasite.com site123.me godaddysites.com wixstudio.io wixstudio.com"
    " edublogs.org micro.blog write.as mataroa.blog svbtle.com posthaven.com cargo.site smugmug.com podbean.com"
    " libsyn.com transistor.fm simplecast.com deviantart.com fandom.com wikidot.com miraheze.org dreamwidth.org"
    " eklablog.com e-monsite.com blogspot.com typepad.fr tripod.com free.fr ning.com eu.org codeberg.page"
    " bitbucket.io stackblitz.io s3.amazonaws.com cloudfront.net lovable.app"
)
"""Under these, `m.` is somebody's name."""
REGISTRIES = re.compile(r"(ac|co|com|edu|gov|gouv|ne|net|nom|or|org|sch)\.[a-z]{2}|blogspot\.[a-z.]+")
"""Second levels under which names are given out (co.uk)."""

INDEX = re.compile(r"/(index\.(html?|php\d?|aspx?|jsp|shtml|cfm)|default\.(aspx?|html?))$", re.IGNORECASE)
CODE_HOSTS = names("github.com gitlab.com codeberg.org bitbucket.org npmjs.com pypi.org sr.ht")
SECTIONS = names(
    "tag tags label labels category categories categorie topic topics thema dossier wiki docs doc plugins plugin"
    " product products producten project projects user users people author shop store package packages word woord"
    " define definition dictionary woordenboek search zoeken glossary guitar guitars gitaar gitaren bass audio"
)
"""After these, a last segment `amp` is what the page is about."""
ARTICLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+){2,}|.*\d{4}.*", re.IGNORECASE)

REDIRECTS = tuple(
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
PASSES_ON = re.compile("|".join(there.pattern for there, _, _ in REDIRECTS))

TRACKING_FRAGMENT = re.compile(r"\d{1,3}|(tk\.|rss|xtor=|ref=|utm_|at_|ns_|source=|cid=|:~:).*")
"""Fragments that feeds add to count clicks or to have their ids change: `#0` (BBC), `#tk.rss_all`, `#xtor=RSS-1`."""

FORMS = tuple(
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

FORM_HOSTS = names("player.vimeo.com open.spotify.com x.com news.google.com open.substack.com")

ARTICLES = names("artikel article story verhaal bericht post item")

WIKIS = [
    [wiki, "org"]
    for wiki in ("wikipedia", "wiktionary", "wikiquote", "wikibooks", "wikisource", "wikivoyage", "wikinews")
]

SHORT = re.compile(r"youtu\.be/([\w-]{11})|youtube\.com/(?:embed|shorts|live|v)/([\w-]{11})")
