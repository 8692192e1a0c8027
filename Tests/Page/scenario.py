"""What all scenarios have: a service and a tab of their own, and a look at the browser's logs after each test."""

import decimal
import json
import pathlib
import sys
import unittest

from page import Page

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Tests" / "Contract"))

from service import Service, running  # noqa: E402, F401

SAMPLE = ROOT / "Public" / "samples" / "phantom.jpg"
JPEG = {"Content-Type": "image/jpeg"}
JSON = {"Content-Type": "application/json"}


class Scenario(unittest.TestCase):
    """`hilum`, `public` and `browser` come from tests.py."""

    hilum = public = browser = None
    with_keys = False
    options = ()

    @classmethod
    def setUpClass(cls):
        options = ["--public", cls.public, *cls.options]
        cls.service = cls.enterClassContext(running(cls.hilum, options, cls.with_keys))
        cls.browser.open_fresh_tab()

    def setUp(self):
        self.driver = self.browser.driver
        self.browser.set_width(1200)
        self.provoked, self.events = [], []
        # What the test before left in the logs is not this one's.
        self.browser.console()
        self.browser.network()
        self.page = Page(self.driver, f"http://127.0.0.1:{self.service.port}/")

    def tearDown(self):
        """Whatever a test did, the console stayed clean and nobody else was asked."""
        console = [line for line in self.browser.console() if not any(words in line for words in self.provoked)]
        self.assertEqual(console, [], "the console should stay empty")
        own = (self.page.address, "blob:" + self.page.address)
        strangers = [url for url in self.requested() if not url.startswith(own)]
        self.assertEqual(strangers, [], "only the service itself should be asked")

    def provoke(self, *words):
        """Names lines of the console that this test brings about: refusals are written there by the browser itself."""
        self.provoked += words

    def network(self):
        """The network's events since the test began."""
        self.events += self.browser.network()
        return self.events

    def requested(self):
        """The address of every request since the test began."""
        sent = [parameters for name, parameters in self.network() if name == "Network.requestWillBeSent"]
        return [parameters["request"]["url"] for parameters in sent]

    def ask(self, method, target, body=None, fields=None, status=200):
        """The service's own answer, without the page."""
        answer = self.service.request(method, target, body, fields)
        self.assertEqual(answer.status, status, answer)
        return json.loads(answer.body)

    def put_label_set(self, name, content):
        """Keeps a label set until the test ends."""
        self.ask("PUT", f"/v1/label-sets/{name}", json.dumps(content), JSON, status=201)
        self.addCleanup(self.service.request, "DELETE", f"/v1/label-sets/{name}")


def shown(number, digits=4):
    """A number as the page writes it: half a unit is rounded away from zero, the minus sign is a real one."""
    if number is None:
        return "–"
    unit = decimal.Decimal(1).scaleb(-digits)
    return str(decimal.Decimal(number).quantize(unit, decimal.ROUND_HALF_UP)).replace("-", "−")
