"""A service that asks for a key."""

import subprocess

from scenario import Scenario


class AServiceWithKeys(Scenario):
    with_keys = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.metrics_key = cls.service.add_key("metrics only", "metrics")

    def setUp(self):
        super().setUp()
        # The tab keeps the key for the next test otherwise.
        self.addCleanup(self.page.run, "sessionStorage.clear()")
        self.provoke("the server responded with a status of 401")
        self.page.open()

    def enter(self, key):
        self.page.enter_key(key)
        self.page.await_text("model-name", "hilum-open")
        self.page.await_read()

    def test_asks_for_a_key_in_a_field_that_hides_it_and_shows_nothing_yet(self):
        self.assertEqual(self.page.text("key-heading"), "This server asks for a key")
        self.assertEqual(self.page.focus(), "key")
        self.assertEqual(self.page.text("model-name"), "not shown without a key")
        self.assertFalse(self.page.sees("key-row"))
        self.assertFalse(self.page.sees("problem"))
        field = self.page.find("key")
        self.assertEqual((field.get_attribute("type"), field.get_attribute("autocomplete")), ("password", "off"))

    def test_a_wrong_key_is_refused_and_the_right_one_then_works(self):
        self.page.enter_key("hilum_wrong_key")
        self.page.await_text("key-heading", "This key is not accepted")
        self.page.await_text("key-message", "unknown, revoked or out of date")
        self.assertFalse(self.page.sees("key-row"))
        self.assertEqual(self.page.find("key").get_property("value"), "")
        self.assertEqual(self.page.focus(), "key")
        self.enter(self.service.narrow_key)
        self.assertFalse(self.page.sees("key-section"))

    def test_what_cannot_be_a_key_is_not_even_sent(self):
        before = len(self.requested())
        for text in ("two words", "schlüssel"):
            self.page.enter_key(text)
            self.page.await_text("key-message", "letters, digits and underscores")
        self.assertEqual(len(self.requested()), before)

    def test_a_right_key_opens_the_page(self):
        self.enter(self.service.narrow_key)
        self.page.await_focus("forget-key")
        self.assertFalse(self.page.sees("key-section"))
        self.assertTrue(self.page.sees("key-row"))
        self.assertEqual(self.page.content("key-accepted"), "The key is accepted.")
        self.assertEqual(len(self.page.find_all("#label-set option")), 6)
        self.page.take_sample()
        self.page.score()
        self.assertEqual(len(self.page.rows("scores")), 5)

    def test_the_key_lasts_in_this_tab_only(self):
        self.enter(self.service.narrow_key)
        self.driver.refresh()
        self.page.await_text("model-name", "hilum-open")
        self.assertFalse(self.page.sees("key-section"))
        self.browser.open_fresh_tab()
        self.page.open()
        self.assertTrue(self.page.sees("key-section"))

    def test_a_forgotten_key_is_gone_with_what_it_brought(self):
        self.enter(self.service.narrow_key)
        self.page.take_sample()
        self.page.score()
        self.page.press("forget-key")
        self.page.await_text("model-name", "not shown without a key")
        self.page.until(lambda: self.page.sees("key-section"), "the form for the key")
        self.assertEqual(self.page.run("return sessionStorage.length"), 0)
        self.assertFalse(self.page.sees("key-row"))
        self.assertFalse(self.page.sees("scores-section"))

    def test_the_key_is_kept_nowhere_but_in_the_tab_and_goes_nowhere_but_into_its_field(self):
        key = self.service.narrow_key
        self.enter(key)
        self.page.take_sample()
        self.page.score()
        self.assertNotIn(key, self.driver.current_url)
        self.assertFalse([url for url in self.requested() if key in url])
        self.assertEqual(self.page.run("return localStorage.length"), 0)
        self.assertEqual((self.driver.get_cookies(), self.page.run("return document.cookie")), ([], ""))
        self.assertEqual(self.page.run("return indexedDB.databases().then((found) => found.length)"), 0)
        self.assertEqual(self.page.run("return caches.keys().then((found) => found.length)"), 0)
        self.assertNotIn(key, self.page.run("return document.documentElement.outerHTML"))
        self.assertEqual(self.page.find("key").get_property("value"), "")
        carriers = {
            field
            for name, parameters in self.network()
            if name == "Network.requestWillBeSent"
            for field, value in parameters["request"]["headers"].items()
            if key in value
        }
        self.assertEqual(carriers, {"Authorization"})

    def test_a_key_for_something_else_says_what_is_needed(self):
        self.provoke("the server responded with a status of 403")
        self.page.until(self.metrics_key_counts, "the new key in the service")
        self.page.enter_key(self.metrics_key)
        self.page.await_problem("This route needs a key with the scope 'infer'.")
        self.page.await_problem("Ask the server’s operator for a key that allows it")
        self.assertEqual(self.page.text("key-heading"), "This key could not be used")
        self.assertTrue(self.page.sees("forget-key"))
        self.assertEqual(self.page.focus(), "key")
        self.enter(self.service.narrow_key)
        self.assertFalse(self.page.sees("problem"))

    def metrics_key_counts(self):
        return self.service.request("GET", "/metrics", key=self.metrics_key).status == 200

    def test_a_key_revoked_meanwhile_is_asked_for_again_and_image_and_choice_stay(self):
        file = str(self.service.folder / "keys.json")
        key = self.service.add_key("for a while", "infer")
        self.page.until(lambda: self.answers(key) == 200, "the new key in the service")
        self.enter(key)
        self.page.take_sample()
        self.page.choose("label-set", "CXR-LT-40")
        listed = subprocess.run([self.service.hilum, "keys", "list", "--keys", file], capture_output=True, text=True)
        [identifier] = [line.split()[0] for line in listed.stdout.splitlines() if "for a while" in line]
        subprocess.run(
            [self.service.hilum, "keys", "revoke", "--keys", file, identifier], check=True, capture_output=True
        )
        self.page.until(lambda: self.answers(key) == 401, "the end of the key")
        self.page.press("score")
        self.page.await_text("key-heading", "This key is not accepted")
        self.enter(self.service.narrow_key)
        self.page.score()
        self.assertEqual(len(self.page.rows("scores")), 40)

    def answers(self, key):
        return self.service.request("GET", "/v1/models", key=key).status
