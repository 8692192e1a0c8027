"""Scores for a label set and for labels of the reader's own."""

import csv
import io
import json
import urllib.parse

from scenario import JPEG, SAMPLE, Scenario, shown


class ScoringTheSample(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open().take_sample()

    def answer(self, query):
        """What the service says of the same file, asked directly."""
        return self.ask("POST", "/v1/score?" + query, SAMPLE.read_bytes(), JPEG)

    def assert_rows_are(self, scores):
        rows = self.page.rows("scores")
        self.assertEqual(
            [(row["name"], row["number"]) for row in rows],
            [(score["label"], shown(score["softmax"])) for score in scores],
        )
        for row, score in zip(rows, scores, strict=True):
            positive, negative = shown(score["positiveSimilarity"]), shown(score["negativeSimilarity"])
            self.assertIn(f"cosine with “present” {positive}, with “absent” {negative}", row["text"])
            if score["probability"] is None:
                self.assertIn("Not calibrated.", row["text"])
            else:
                self.assertIn(f"Calibrated probability {shown(score['probability'], 3)} ", row["text"])
                side = "At or above" if score["operatingPoint"]["isAbove"] else "Below"
                self.assertIn(f"{side} the operating point {shown(score['operatingPoint']['softmax'])} ", row["text"])

    def test_every_label_set_gives_a_row_for_each_label_with_the_services_own_numbers(self):
        for each in self.ask("GET", "/v1/label-sets")["labelSets"]:
            with self.subTest(each["name"]):
                self.page.choose("label-set", each["name"])
                self.page.score()
                self.assertEqual(self.page.text("scores-heading"), f"Scores: {each['name']}, version {each['version']}")
                self.assertEqual(len(self.page.rows("scores")), each["labels"])
                self.assert_rows_are(self.answer("labelSet=" + each["name"])["scores"])

    def test_says_what_the_numbers_are_not(self):
        self.page.score()
        self.assertIn("It is not a probability.", self.page.text("scores-section"))
        calibrated = [
            score for score in self.answer("labelSet=CheXpert-5")["scores"] if score["probability"] is not None
        ]
        self.assertIn(
            f"{len(calibrated)} of 5 labels have a calibrated probability.", self.page.text("calibration-note")
        )

    def test_the_bars_have_the_scores_as_their_values(self):
        self.page.score()
        values = [float(meter.get_attribute("aria-valuenow")) for meter in self.page.find_all("#scores [role=meter]")]
        self.assertEqual(values, [score["softmax"] for score in self.answer("labelSet=CheXpert-5")["scores"]])

    def test_the_focus_goes_to_the_scores_and_the_strip_does_not_cover_them(self):
        for width in (360, 1200):
            self.browser.set_width(width)
            self.page.score()
            self.page.await_focus("scores-heading")
            self.assertTrue(self.page.is_on_top("scores-heading"))
            self.assertEqual(self.page.text("progress"), "Done.")

    def test_orders_the_rows_by_score_by_name_and_as_in_the_set(self):
        self.page.score()
        given = self.page.rows("scores")
        self.page.choose("order", "score")
        by_score = self.page.rows("scores")
        self.assertEqual(by_score, sorted(given, key=lambda row: float(row["number"]), reverse=True))
        self.page.choose("order", "name")
        by_name = self.page.rows("scores")
        self.assertEqual(by_name, sorted(given, key=lambda row: row["name"]))
        self.page.choose("order", "given")
        self.assertEqual(self.page.rows("scores"), given)
        self.assertNotEqual(by_score, given)

    def test_the_receipt_names_the_request_and_the_model(self):
        self.page.score()
        identifiers = [
            {name.lower(): value for name, value in parameters["response"]["headers"].items()}["x-request-id"]
            for name, parameters in self.network()
            if name == "Network.responseReceived" and parameters["response"]["url"].endswith("/v1/score")
        ]
        model = self.ask("GET", "/v1/models")["models"][0]
        self.page.unfold("receipt")
        receipt = self.page.terms("receipt-list")
        self.assertEqual([receipt["Request id"]], identifiers)
        self.assertEqual((receipt["Model"], receipt["SHA-256"]), (model["id"], model["sha256"]))
        self.assertEqual(receipt["Image"], "jpeg, 1024 × 1024 pixels")
        self.assertEqual(receipt["Steps"].split("\n"), self.answer("labelSet=CheXpert-5")["image"]["steps"])
        self.assertEqual(receipt["Intended use"], "research")
        self.assertEqual(json.loads(self.page.content("receipt-json"))["requestId"], receipt["Request id"])

    def test_own_labels_are_scored_each_once(self):
        self.page.score_own("Edema, Lung mass\n\n  Edema ,\nNodule")
        self.assertEqual(self.page.text("scores-heading"), "Scores: your own labels")
        labels = [("label", "Edema"), ("label", "Lung mass"), ("label", "Nodule")]
        self.assert_rows_are(self.answer(urllib.parse.urlencode(labels))["scores"])

    def test_a_label_by_descriptors_shows_their_scores(self):
        signs = ["Kerley B lines", "enlarged vessels"]
        self.put_label_set("signs", {"labels": [{"name": "Edema", "descriptors": signs}]})
        self.page.open().take_sample()
        self.page.choose("label-set", "signs")
        self.page.score()
        [score] = self.answer("labelSet=signs")["scores"]
        self.assertEqual(len(score["descriptors"]), 2)
        for sign in score["descriptors"]:
            self.assertIn(f"{sign['descriptor']}: {shown(sign['softmax'])}", self.page.rows("scores")[0]["text"])

    def test_the_receipt_can_be_copied(self):
        permission = {"origin": self.page.address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
        self.driver.execute_cdp_cmd("Browser.grantPermissions", permission)
        self.page.score()
        self.page.unfold("receipt")
        self.page.press("copy")
        self.page.await_text("copy-state", "Copied.")
        self.assertEqual(self.page.run("return navigator.clipboard.readText()"), self.page.content("receipt-json"))

    def download(self, button, name):
        """The file that a button offers."""
        path = self.browser.downloads / name
        self.page.press(button)
        self.page.until(path.exists, f"the file {name}")
        content = path.read_bytes().decode()
        path.unlink()
        return content

    def test_the_answer_can_be_kept_as_json(self):
        self.page.score()
        kept = json.loads(self.download("scores-json", "hilum-scores.json"))
        self.assertEqual(kept["scores"], self.answer("labelSet=CheXpert-5")["scores"])
        self.assertEqual(json.loads(self.page.content("receipt-json")), kept)

    def test_the_scores_can_be_kept_as_csv_that_no_spreadsheet_runs(self):
        self.page.score_own('=1+1\nsaid "so"')
        rows = list(csv.DictReader(io.StringIO(self.download("scores-csv", "hilum-scores.csv"), newline="")))
        scores = self.answer(urllib.parse.urlencode([("label", "=1+1"), ("label", 'said "so"')]))["scores"]
        self.assertEqual([row["label"] for row in rows], ["'=1+1", 'said "so"'])
        self.assertEqual([float(row["softmax"]) for row in rows], [score["softmax"] for score in scores])
        self.assertEqual({row["intendedUse"] for row in rows}, {"research"})


class ReadingThePrompts(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open()

    def test_shows_what_each_label_of_the_set_is_scored_by(self):
        self.page.unfold("prompts")
        self.page.await_text("prompts-body", "present:")
        for label in self.ask("GET", "/v1/label-sets/CheXpert-5")["labels"]:
            self.assertIn(label["name"], self.page.text("prompts-body"))
            for side, prompts in (("present", label["positive"]), ("absent", label["negative"])):
                for prompt in prompts:
                    self.assertIn(f"{side}: “{prompt}”", self.page.text("prompts-body"))

    def test_another_set_does_not_show_the_prompts_of_the_former(self):
        self.page.unfold("prompts")
        self.page.await_text("prompts-body", "present:")
        self.page.choose("label-set", "CheXpert-13")
        self.assertFalse(self.page.find("prompts").get_property("open"))
        self.page.unfold("prompts")
        self.page.await_text("prompts-body", "Support Devices")

    def test_own_labels_have_none(self):
        self.page.choose("label-set", "")
        self.assertFalse(self.page.sees("prompts"))
        self.assertTrue(self.page.sees("own-labels"))
