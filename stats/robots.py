"""Tell people's browsers from robots by what they call themselves. Keeps nothing."""

#: Every browser of a person has begun its name like this for twenty years.
BROWSERS = ("mozilla/", "opera/", "ucweb/")

#: Parts of the names of robots that begin like a browser; small letters.
ROBOTS = (
    # Search engines and archives: Googlebot, Bingbot, coccocbot, Baiduspider, Yahoo's Slurp …
    "bot", "crawl", "spider", "slurp", "googleother", "google-", "mediapartners", "apis-google",
    "feedfetcher", "yandeximages", "yandexmetrika", "ia_archiver", "archive", "heritrix",
    # Previews of links in messages and on social sites
    "preview", "facebookexternalhit", "facebookcatalog", "facebookplatform", "meta-external",
    "embedly", "vkshare", "iframely",
    # Machines that read for somebody or for a model: ChatGPT-User/1.0 …
    "-user/", "+http", "compatible; http", "fetch", "scrap", "extract", "validator", "feed",
    # Browsers without a person
    "headless", "phantomjs", "puppeteer", "playwright", "selenium", "webdriver",
    "lighthouse", "page speed", "pagespeed", "gtmetrix", "ptst/", "screenshot", "prerender",
    # Watchers of uptime and scanners of holes
    "monitor", "pingdom", "uptime", "statuscake", "site24x7", "newrelic", "datadog", "catchpoint",
    "check_http", "nagios", "zabbix", "probe", "healthcheck", "scan", "nmap", "nikto", "sqlmap",
    "nuclei", "censys", "masscan", "zgrab", "wappalyzer", "ahrefs", "semrush", "netcraft",
    # Libraries and tools
    "curl", "wget", "python", "urllib", "aiohttp", "httpx", "libwww", "okhttp", "httpclient",
    "go-http", "node-fetch", "node.js", "axios", "guzzle", "ruby", "php/", "perl", "postman",
    "httpie", "httrack", "dart/",
)  # fmt: skip
#: Names of telephones that hold a part of a robot's name.
NOT_ROBOTS = ("cubot",)


def is_person(user_agent: str) -> bool:
    """Tell whether the name is one of a person's browser; an empty one is not."""
    name = user_agent.lower()
    if not name.startswith(BROWSERS):
        return False
    for part in NOT_ROBOTS:
        name = name.replace(part, "")
    return not any(part in name for part in ROBOTS)
