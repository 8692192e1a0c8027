"""What a screen reader needs."""

from scenario import Scenario

CONTROLS = "button, input, select, textarea, summary, a, [tabindex='0']"


class ForScreenReaders(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open()

    def assert_controls_have_names(self):
        controls = self.page.seen(CONTROLS)
        names = [control.accessible_name.strip() for control in controls]
        nameless = [
            control.get_attribute("outerHTML") for control, name in zip(controls, names, strict=True) if not name
        ]
        self.assertEqual(nameless, [])
        return {*names}

    def test_every_control_has_a_name(self):
        names = self.assert_controls_have_names()
        self.assertLessEqual({"Choose an image", "Label set", "Report or sentence", "Score the image"}, names)

    def test_every_control_of_own_labels_has_a_name(self):
        self.page.choose("label-set", "")
        self.assertIn("Your own labels, separated by commas or lines", self.assert_controls_have_names())

    def test_every_control_of_an_answer_has_a_name(self):
        self.page.take_sample()
        self.page.score()
        self.page.unfold("receipt")
        self.page.unfold("prompts")
        self.assertLessEqual({"Order", "Remove", "Copy JSON", "Prompts"}, self.assert_controls_have_names())
        self.page.compare("No effusion.")
        self.assert_controls_have_names()

    def test_says_its_language_and_title(self):
        self.assertEqual(self.page.run("return document.documentElement.lang"), "en")
        self.assertIn("Hilum", self.driver.title)

    def test_has_one_first_heading_and_leaves_out_no_level(self):
        self.page.take_sample()
        self.page.compare("No effusion.")
        levels = [int(heading.tag_name[1]) for heading in self.page.seen("h1, h2, h3, h4, h5, h6")]
        self.assertEqual((levels[0], levels.count(1)), (1, 1))
        self.assertTrue(all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels)

    def test_pictures_have_a_role_and_a_name(self):
        self.page.take_sample()
        pictures = self.page.find_all("img, canvas, svg, video")
        self.assertTrue(pictures)
        for picture in pictures:
            self.assertEqual(picture.aria_role, "image")
            self.assertTrue(picture.accessible_name)

    def test_sections_and_landmarks_have_names(self):
        self.page.take_sample()
        self.page.score()
        for part in self.page.seen("section[aria-labelledby], aside"):
            self.assertTrue(part.accessible_name, part.get_attribute("outerHTML")[:80])
        self.assertEqual(len(self.page.find_all("main")), 1)

    def test_bars_say_their_label_and_value(self):
        self.page.take_sample()
        self.page.score()
        for meter, row in zip(self.page.find_all("#scores [role=meter]"), self.page.rows("scores"), strict=True):
            self.assertEqual((meter.aria_role, meter.accessible_name), ("meter", row["name"]))
            self.assertIn(row["number"], meter.get_attribute("aria-valuetext"))

    def test_what_happens_is_said_aloud(self):
        """Live regions speak only if they stood in the page before their text came."""
        roles = {"progress": "status", "server-state": "status", "problem": "alert", "key-message": "alert"}
        for name, role in roles.items():
            self.assertEqual(self.page.find(name).get_attribute("role"), role)

    def test_identifiers_are_used_once_and_labels_lead_somewhere(self):
        identifiers = self.page.run("return [...document.querySelectorAll('[id]')].map((element) => element.id)")
        self.assertEqual(len(identifiers), len({*identifiers}))
        references = self.page.run(
            """return ["for", "aria-labelledby", "aria-describedby"].flatMap((name) =>
              [...document.querySelectorAll(`[${name}]`)].flatMap((it) => it.getAttribute(name).split(" ")))"""
        )
        self.assertLessEqual({*references}, {*identifiers})

    def test_can_be_read_when_the_letters_are_twice_as_large(self):
        self.browser.set_width(600)
        self.page.run("document.documentElement.style.fontSize = '200%'")
        needed, there = self.page.run(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        self.assertLessEqual(needed, there)
