"""What a reader sees first."""

from scenario import Scenario


class OpeningThePage(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open()

    def test_says_that_it_is_for_research_only(self):
        self.assertIn("Research use only — not for diagnosis", self.page.find_all("aside")[0].text)
        self.assertIn("Not a medical device", self.page.find_all("footer")[0].text)

    def test_shows_that_the_server_is_ready_and_which_model_it_has(self):
        self.assertEqual(self.page.text("server-state"), "Ready")
        model = self.ask("GET", "/v1/models")["models"][0]
        self.assertEqual(self.page.text("model-name"), f"{model['id']} ({model['sha256'][:12]})")
        self.page.unfold("model-card")
        for words in (model["description"], model["license"], *model["limits"]):
            self.assertIn(words, self.page.text("model-card-body"))

    def test_offers_every_label_set_and_labels_of_ones_own(self):
        sets = self.ask("GET", "/v1/label-sets")["labelSets"]
        options = [option.text for option in self.page.find_all("#label-set option")]
        self.assertEqual(options, [f"{each['name']} ({each['labels']} labels)" for each in sets] + ["My own labels…"])
        self.assertEqual(self.page.find("label-set").get_property("value"), "CheXpert-5")

    def test_neither_answers_nor_problems_stand_there_yet(self):
        for name in ("scores-section", "similarity-section", "receipt", "problem", "warnings", "key-section", "abort"):
            self.assertFalse(self.page.sees(name), name)

    def test_asks_the_service_and_nobody_else(self):
        """That nobody else was asked, and that nothing reached the console, every test looks at in its end."""
        paths = {url.removeprefix(self.page.address) for url in self.requested()}
        self.assertLessEqual({"", "app.js", "style.css", "readyz", "v1/models", "v1/label-sets"}, paths)

    def test_runs_under_a_policy_that_refuses_scripts_in_the_markup(self):
        self.provoke("Content Security Policy")
        self.page.run(
            """const script = document.createElement("script");
            script.textContent = "window.broken = true";
            document.body.append(script)"""
        )
        self.assertIsNone(self.page.run("return window.broken"))
        self.assertTrue(any("Content Security Policy" in line for line in self.browser.console()))
