"""Texts of readers and of label sets are shown as they are, never taken for markup."""

from scenario import Scenario

HOSTILE = '<img src=x onerror="window.broken=1"><b>bold</b>'


class TextIsNeverMarkup(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open().take_sample()
        self.before = self.elements()

    def elements(self):
        return self.page.run("return document.querySelectorAll('img, b, script, iframe').length")

    def tearDown(self):
        self.assertEqual(self.elements(), self.before, "no element should have come out of a text")
        self.assertIsNone(self.page.run("return window.broken"))
        self.assertFalse([url for url in self.requested() if url.endswith("/x")])
        super().tearDown()

    def test_in_a_label_of_ones_own(self):
        self.page.score_own(HOSTILE)
        self.assertEqual([row["name"] for row in self.page.rows("scores")], [HOSTILE])
        self.assertEqual(self.page.find_all("#scores [role=meter]")[0].get_attribute("aria-label"), HOSTILE)
        self.page.unfold("receipt")
        self.assertIn("<b>bold</b>", self.page.text("receipt-json"))

    def test_in_a_sentence_of_a_report(self):
        self.page.compare(f"The lungs are clear. Seen {HOSTILE} there. No effusion.")
        self.assertTrue(any("<b>bold</b>" in row["name"] for row in self.page.rows("sentences")))

    def test_in_a_label_set(self):
        label = {"name": HOSTILE, "positive": [HOSTILE], "negative": ["none"]}
        self.put_label_set("hostile", {"description": "About " + HOSTILE, "labels": [label]})
        self.choose_set("hostile")
        self.page.await_text("prompts-body", f"present: “{HOSTILE}”")
        self.assertTrue(self.page.text("prompts-body").startswith("About " + HOSTILE))
        self.page.score()
        self.assertEqual([row["name"] for row in self.page.rows("scores")], [HOSTILE])

    def test_in_descriptors(self):
        self.put_label_set("signs", {"labels": [{"name": "Edema", "descriptors": [HOSTILE, "vessels"]}]})
        self.choose_set("signs")
        self.page.await_text("prompts-body", f"sign: {HOSTILE}")
        self.page.score()
        self.assertIn(HOSTILE, self.page.rows("scores")[0]["text"])

    def choose_set(self, name):
        self.page.open().take_sample()
        self.page.choose("label-set", name)
        self.page.unfold("prompts")

    def test_in_a_problem(self):
        self.page.run(
            """const [text] = arguments;
            const problem = JSON.stringify({ title: text, detail: text, supported: [text], requestId: text });
            window.fetch = async () => new Response(problem, { status: 422 });""",
            HOSTILE,
        )
        self.page.press("score")
        self.page.await_problem(HOSTILE)
