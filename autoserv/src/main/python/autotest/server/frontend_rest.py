"""The lab's REST, as `autotest.server.frontend` talks to it."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

from autotest.client.shared import error

_SECONDS = 60
_ANSWER_MAX = 64 << 20
_PAGE = 500


class FrontendError(error.AutotestError):
    """The lab refused something, or could not be asked."""


def _settings():
    """What `atest login` noted for this account: `web` and `token`, or less."""
    directory = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    noted = {}
    try:
        with open(os.path.join(directory, "autotest", "atest.conf"), encoding="utf-8") as lines:
            for line in lines:
                key, sign, value = line.partition("=")
                if sign:
                    noted[key.strip()] = value.strip()
    except FileNotFoundError:
        pass
    return noted


class Rest(object):
    """A server and who asks it: what is given, else AUTOTEST_WEB and AUTOTEST_TOKEN, else what
    `atest login` noted. A noted token goes to the noted server alone."""

    def __init__(self, server=None, token=None):
        noted = _settings()
        web = server or os.environ.get("AUTOTEST_WEB") or noted.get("web")
        if not web:
            raise FrontendError(
                "finding the lab: nothing names it; give AFE(server=URL), or set AUTOTEST_WEB"
            )
        self.web = (web if "://" in web else "http://" + web).rstrip("/")
        own = noted.get("token") if noted.get("web", "").rstrip("/") == self.web else None
        self._token = token or os.environ.get("AUTOTEST_TOKEN") or own
        if not self._token:
            raise FrontendError(
                "logging in at %s: there is no token; give AFE(token=…), or set AUTOTEST_TOKEN"
                % self.web
            )

    def call(self, method, path, query=None, body=None):
        """What the server answers: a dictionary, or None when it has nothing to say.

        `path` holds names as they are; each of its parts is one element of a list.
        """
        url = self.web + "/api/v1/" + "/".join(urllib.parse.quote(str(p), safe="") for p in path)
        if query:
            url += "?" + urllib.parse.urlencode(query, doseq=True)
        request = urllib.request.Request(url, method=method)
        request.add_header("Authorization", "Bearer " + self._token)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        what = "%s %s" % (method, url)
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                text = answer.read(_ANSWER_MAX + 1)
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise FrontendError("%s: %s" % (what, _problem(refusal))) from None
        except OSError as trouble:
            raise FrontendError("%s: %s" % (what, trouble)) from None
        if len(text) > _ANSWER_MAX:
            raise FrontendError("%s: the answer is larger than %d bytes" % (what, _ANSWER_MAX))
        return json.loads(text) if text.strip() else None

    def items(self, path, query=None):
        """All items of a list, page by page."""
        asked = dict(query or {}, limit=_PAGE)
        while True:
            page = self.call("GET", path, asked)
            yield from page["items"]
            if page["next"] is None:
                return
            asked["after"] = page["next"]


def _problem(refusal):
    """What the server says is wrong, in its words."""
    text = refusal.read(65536)
    try:
        said = json.loads(text)["error"]
        fields = said.get("fields") or {}
        return "; ".join(["%s: %s" % pair for pair in sorted(fields.items())] or [said["message"]])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "it answers %s" % refusal
