"""The comparison of an image with a report."""

import base64
import json

from scenario import JSON, SAMPLE, Scenario, shown

REPORT = "FINDINGS: The heart is enlarged. No pleural effusion.\nIMPRESSION: Cardiomegaly."


class ComparingWithAReport(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open().take_sample()

    def answer(self, report):
        body = {"image": base64.b64encode(SAMPLE.read_bytes()).decode(), "report": report}
        return self.ask("POST", "/v1/similarity", json.dumps(body), JSON)

    def test_gives_the_whole_report_and_the_mean_of_its_sentences(self):
        self.page.compare(REPORT)
        answer = self.answer(REPORT)
        self.assertEqual(
            self.page.terms("similarity-summary"),
            {
                "Whole report": shown(answer["reportSimilarity"]),
                "Mean over its sentences": shown(answer["sentenceSimilarity"]),
            },
        )

    def test_gives_each_sentence_in_its_order(self):
        self.page.compare(REPORT)
        sentences = [(row["name"], row["number"]) for row in self.page.rows("sentences")]
        expected = [(each["text"], shown(each["similarity"])) for each in self.answer(REPORT)["sentences"]]
        self.assertEqual(len(expected), 3)
        self.assertEqual(sentences, expected)

    def test_the_focus_goes_to_the_answer_and_a_receipt_comes_with_it(self):
        self.page.compare(REPORT)
        self.page.await_focus("similarity-heading")
        self.assertEqual(self.page.terms("receipt-list")["Model"], self.answer(REPORT)["model"]["id"])

    def test_takes_the_place_of_the_scores(self):
        self.page.score()
        self.page.compare(REPORT)
        self.assertFalse(self.page.sees("scores-section"))
        self.page.score()
        self.assertFalse(self.page.sees("similarity-section"))

    def test_says_aloud_that_a_long_report_was_cut(self):
        report = "edema " * 400
        self.page.compare(report)
        warnings = self.answer(report)["warnings"]
        self.assertTrue(warnings)
        for warning in warnings:
            self.assertIn(warning, self.page.text("warnings"))
        self.assertEqual(self.page.text("progress"), "Done, with warnings.")

    def test_a_report_without_words_is_asked_for(self):
        self.page.type("report", "  \n ")
        self.page.press("compare")
        self.page.await_problem("Give a report or a sentence first.")
        self.assertEqual(self.page.focus(), "report")
