"""A service that hangs, ends, and comes back."""

import os
import pathlib
import signal
import tempfile

from scenario import Scenario, Service

# The page looks at the service every 15 s; here every half second.
HASTE = """const patient = window.setTimeout;
window.setTimeout = (act, time, ...rest) => patient(act, time / 30, ...rest);"""
# The page and its files come, but the first question about each thing gets no answer.
FIRST_ANSWERS_LOST = """const plain = window.fetch, asked = new Set();
window.fetch = (address, options) => {
  if (!address.startsWith("/v1/") || asked.has(address)) return plain(address, options);
  asked.add(address);
  return Promise.reject(new TypeError("lost"));
};"""


class AServiceThatGoesAway(Scenario):
    @classmethod
    def setUpClass(cls):
        """Each test has a service of its own."""

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="hilum-page-"))
        self.start()
        # The page of the test before must not ask any more.
        self.browser.open_fresh_tab()
        super().setUp()
        self.browser.run_before_page(HASTE)
        self.provoke("net::ERR_")
        self.page.open().take_sample()

    def start(self, port=0):
        options = ["--public", self.public, "--port", port]
        self.service = Service(self.hilum, pathlib.Path(self.folder), options, with_keys=False)
        self.addCleanup(self.service.end)

    def kill(self):
        self.service.process.kill()
        self.service.process.wait()

    def send(self, number):
        os.kill(self.service.process.pid, number)

    def test_the_page_says_so_by_itself_and_notices_the_return(self):
        port = self.service.port
        self.assertEqual(self.service.end(), 0)
        self.page.await_text("server-state", "Cannot be reached")
        self.start(port)
        self.page.await_text("server-state", "Ready")

    def test_what_could_not_be_read_at_first_is_read_later(self):
        self.browser.run_before_page(FIRST_ANSWERS_LOST)
        self.page.open()
        self.page.await_text("model-name", "hilum-open")
        self.page.until(lambda: len(self.page.find_all("#label-set option")) == 6, "the label sets")
        self.assertEqual(self.page.find("label-set").get_property("value"), "CheXpert-5")
        self.assertFalse(self.page.sees("problem"))

    def test_a_service_that_returns_with_other_label_sets_shows_them(self):
        port = self.service.port
        self.page.choose("label-set", "CXR-LT-40")
        self.assertEqual(self.service.end(), 0)
        self.page.await_text("server-state", "Cannot be reached")
        self.start(port)
        self.put_label_set("ward", {"labels": ["Edema"]})
        self.page.until(lambda: len(self.page.find_all("#label-set option")) == 7, "the new label set")
        self.assertEqual(self.page.find("label-set").get_property("value"), "CXR-LT-40")

    def test_a_score_meanwhile_says_so_and_works_after_the_return(self):
        port = self.service.port
        self.kill()
        self.page.press("score")
        self.page.await_problem("The server cannot be reached")
        self.assertFalse(self.page.sees("scores-section"))
        self.assertEqual(self.page.find("score").get_attribute("aria-disabled"), "false")
        self.start(port)
        self.page.score()
        self.assertEqual(len(self.page.rows("scores")), 5)
        self.assertFalse(self.page.sees("problem"))

    def test_a_service_killed_over_a_request_leaves_the_page_usable(self):
        port = self.service.port
        self.send(signal.SIGSTOP)
        self.page.press("score")
        self.page.await_text("progress", "Scoring 92 kB…")
        self.kill()
        self.page.await_problem("The server cannot be reached")
        self.assertFalse(self.page.sees("abort"))
        self.start(port)
        self.page.compare("No effusion.")
        self.assertFalse(self.page.sees("problem"))

    def test_a_request_that_hangs_can_be_aborted(self):
        self.send(signal.SIGSTOP)
        self.page.press("score")
        self.page.await_text("progress", "Scoring 92 kB…")
        self.assertEqual(self.page.find("compare").get_attribute("aria-disabled"), "true")
        self.page.press("abort")
        self.page.await_text("progress", "Aborted.")
        self.assertFalse(self.page.sees("problem"))
        self.assertEqual(self.page.focus(), "score")
        self.send(signal.SIGCONT)
        self.page.score()

    def test_a_second_press_while_one_request_runs_sends_nothing(self):
        self.send(signal.SIGSTOP)
        self.page.press("score")
        self.page.press("score")
        self.page.await_text("progress", "Scoring 92 kB…")
        self.send(signal.SIGCONT)
        self.page.until(lambda: self.page.sees("scores-section"), "scores")
        self.assertEqual(len([url for url in self.requested() if url.endswith("/v1/score")]), 1)

    def test_an_answer_about_the_former_image_does_not_appear_beside_the_new_one(self):
        self.send(signal.SIGSTOP)
        self.page.press("score")
        self.page.await_text("progress", "Scoring 92 kB…")
        self.page.press("clear")
        self.send(signal.SIGCONT)
        self.page.until(lambda: not self.page.sees("abort"), "the end of the request")
        self.assertFalse(self.page.sees("scores-section"))
        self.assertIn("No image.", self.page.text("image-state"))


class AServiceThatAsksForPatience(Scenario):
    options = ("--rate", "0.5", "--burst", "12")

    def exhaust(self):
        """Asks until the next answer is two seconds away."""
        answer = self.service.request("GET", "/v1/models")
        return answer.status == 429 and answer.fields["retry-after"] == "2"

    def test_the_page_counts_the_seconds_and_then_goes_on(self):
        self.provoke("the server responded with a status of 429")
        self.page.open().take_sample()
        self.page.until(self.exhaust, "a refusal")
        self.page.press("score")
        self.page.await_problem("You can try again in")
        self.assertEqual(self.page.find("score").get_attribute("aria-disabled"), "true")
        self.page.await_problem("You can try again now.")
        self.page.score()
        self.assertEqual(len(self.page.rows("scores")), 5)
