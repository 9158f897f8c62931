"""Checks the built site: every link leads to a file and its anchor, nothing comes from elsewhere."""

import os
import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a page loads by itself, as opposed to what a reader presses.
LOADED = {("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src"), ("link", "href")}
IMPORTED = re.compile(r"(?:url\(|@import )\s*['\"]?(https?:)?//")


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded, self.faults = set(), [], [], []
        self.title = ""
        self.in_title = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids.update(found[name] for name in ("id", "name") if found.get(name))
        self.in_title = tag == "title" or self.in_title and tag != "body"
        for name in ("href", "src"):
            if found.get(name) is not None:
                loaded = (tag, name) in LOADED and found.get("rel") not in ("canonical", "prev", "next")
                (self.loaded if loaded else self.links).append(found[name])
        if tag == "img" and not found.get("alt"):
            self.faults.append(f"a picture without alternative text: {found.get('src', '')[:80]}")

    def handle_endtag(self, tag):
        if tag == "title":
            self.in_title = False

    def handle_data(self, data):
        if self.in_title:
            self.title += data


def faults(site):
    """What is wrong, a line each."""
    @lru_cache(None)
    def page(path):
        return Page(Path(path).read_text(encoding="utf-8"))

    def lacks(at, link):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return None
        target = os.path.normpath(at.parent / unquote(parts.path)) if parts.path else str(at)
        if os.path.isdir(target):
            target += "/index.html"
        if not os.path.exists(target):
            return f"a link to {link}, which is not there"
        anchor = unquote(parts.fragment)
        if anchor and target.endswith(".html") and anchor not in page(target).ids:
            return f"a link to {link}, which has no such anchor"
        return None

    for at in sorted(site.rglob("*.html")):
        name = at.relative_to(site).as_posix()
        if name == "404.html":  # a server's, at its root
            continue
        found = page(str(at))
        if name.startswith("api/"):  # javadoc's own: what it links among its pages is its affair
            links = {link for link in found.links if "../docs/" in link or "../index.html" in link}
        else:
            links = {*found.links, *found.loaded}
            yield from (f"{name}: {fault}" for fault in found.faults)
            if not found.title.strip():
                yield f"{name}: no title"
        yield from (f"{name}: loads {link}" for link in found.loaded if re.match(r"(https?:)?//", link))
        yield from (f"{name}: {fault}" for link in sorted(links) if (fault := lacks(at, link)))
    for at in sorted(site.rglob("*.css")):
        if IMPORTED.search(at.read_text(encoding="utf-8")):
            yield f"{at.relative_to(site).as_posix()}: loads from elsewhere"
