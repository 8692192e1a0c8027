"""The page fits its window, whatever stands on it."""

from scenario import Scenario

LONG_LABEL = "pneumonoultramicroscopicsilicovolcanoconiosis" * 4
LONG_REPORT = "The cardiomediastinal silhouette is unremarkable. " * 3 + "x" * 300 + "."
# What sticks out of the window: content that may be scrolled inside its own box is no harm.
OUTSIDE = """
const width = document.documentElement.clientWidth;
const isInBox = (element) => element.closest("pre, #prompts-body, .visually-hidden, .meter, textarea") !== null;
return [...document.body.querySelectorAll("*")]
  .filter((element) => !isInBox(element) && element.getClientRects().length > 0)
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.right > width + 0.5 || box.left < -0.5)
  .map(([element]) => element.outerHTML.slice(0, 80));
"""


class Fitting:
    """Looks at the page at the width of a phone and at that of a desk."""

    def assert_fits(self):
        for width in (360, 1200):
            self.browser.set_width(width)
            with self.subTest(width=width):
                widths = self.page.run("return [innerWidth, document.documentElement.clientWidth]")
                self.assertEqual(widths[0], width)
                self.assertLessEqual(self.page.run("return document.documentElement.scrollWidth"), widths[1])
                self.assertEqual(self.page.run(OUTSIDE), [])


class TheWidthOfThePage(Fitting, Scenario):
    def setUp(self):
        super().setUp()
        self.page.open()

    def test_fits_when_it_opens_and_with_a_problem(self):
        self.assert_fits()
        self.page.press("score")
        self.page.await_problem("Give an image first.")
        self.assert_fits()

    def test_fits_with_an_image_scores_receipt_and_prompts(self):
        self.page.take_sample()
        self.page.choose("label-set", "PadChest-61")
        self.page.unfold("prompts")
        self.page.await_text("prompts-body", "present:")
        self.page.score()
        self.page.unfold("receipt")
        self.page.unfold("model-card")
        self.assert_fits()

    def test_fits_with_words_that_do_not_end(self):
        self.page.take_sample()
        self.page.score_own(LONG_LABEL)
        self.assert_fits()

    def test_fits_with_a_report(self):
        self.page.take_sample()
        self.page.compare(LONG_REPORT)
        self.page.unfold("receipt")
        self.assert_fits()

    def test_on_a_desk_the_image_stands_beside_the_questions_on_a_phone_above(self):
        places = """return [".image", ".questions"].map((name) => {
            const box = document.querySelector(name).getBoundingClientRect();
            return { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
        })"""
        image, questions = self.page.run(places)
        self.assertLess(image["right"], questions["left"])
        self.browser.set_width(360)
        image, questions = self.page.run(places)
        self.assertLess(image["bottom"], questions["top"])


class TheWidthOfTheFormForTheKey(Fitting, Scenario):
    with_keys = True

    def test_fits(self):
        self.provoke("the server responded with a status of 401")
        self.page.open()
        self.page.enter_key("two words")
        self.page.await_text("key-message", "Enter the key")
        self.assert_fits()
