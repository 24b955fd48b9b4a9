"""What a piece of HTML says."""

from html.parser import HTMLParser


class Words(HTMLParser):
    """What a page says and in its pictures' alternatives."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tags = "", []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.words += (dict(attrs).get("alt") or "") + " " * bool(self.words)

    def handle_data(self, data):
        self.words += data
