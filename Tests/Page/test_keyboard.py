"""The page without a mouse."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from scenario import Scenario

# What has the focus, in a word, and whether one can see that: the file input is shown by its label.
FOCUSED = """
const focused = document.activeElement;
if (focused === null || focused === document.body) return null;
const seen = focused.id === "image-file" ? document.querySelector("label[for=image-file]") : focused;
const style = getComputedStyle(seen);
const box = seen.getBoundingClientRect();
const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
return {
  name: focused.id || focused.parentElement.id || focused.textContent.trim(),
  isOutlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  isInSight: box.bottom > 0 && box.top < innerHeight && (seen.contains(top) || top?.contains(seen)),
};
"""
FOOTER = ["model-card", "HTTP interface (OpenAPI)"]


class UsingTheKeyboard(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open()

    def keys(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def forth(self):
        self.keys(Keys.TAB)

    def tab_to(self, name):
        for _ in range(40):
            self.forth()
            focused = self.page.run(FOCUSED)
            if focused and focused["name"] == name:
                return
        self.fail(f"Tab does not reach {name}")

    def back(self):
        ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()

    def walk(self, step=None):
        """Presses Tab, or takes another step, until the page is left; the names in order."""
        names = []
        for _ in range(40):
            (step or self.forth)()
            focused = self.page.run(FOCUSED)
            if focused is None or focused["name"] in names:
                return names
            names.append(focused["name"])
            self.assertTrue(focused["isOutlined"], f"one cannot see the focus on {focused['name']}")
            self.assertTrue(focused["isInSight"], f"{focused['name']} has the focus out of sight")
        return names

    def test_tab_reaches_every_control_in_the_order_of_the_page(self):
        self.assertEqual(
            self.walk(), ["image-file", "sample", "label-set", "prompts", "score", "report", "compare", *FOOTER]
        )

    def test_own_labels_come_after_the_choice(self):
        self.tab_to("label-set")
        self.keys("My own")
        self.assertEqual(self.walk(), ["own-labels", "score", "report", "compare", *FOOTER])

    def test_the_controls_of_the_answer_are_reached_too(self):
        self.page.take_sample()
        self.page.score()
        self.page.await_focus("scores-heading")
        self.assertEqual(self.walk(), ["order", "scores-csv", "scores-json", "receipt", *FOOTER])

    def test_the_way_back_is_the_same_and_the_strip_hides_nothing_in_a_small_window(self):
        self.browser.set_width(360, height=500)
        forth = self.walk()
        self.assertEqual(self.walk(self.back), forth[::-1])

    def test_a_whole_visit_without_a_mouse(self):
        self.tab_to("sample")
        self.keys(Keys.ENTER)
        self.page.await_text("image-state", "Sample:")
        self.tab_to("label-set")
        self.keys("CheXpert-13")
        self.tab_to("score")
        self.keys(Keys.ENTER)
        self.page.await_focus("scores-heading")
        self.assertEqual(len(self.page.rows("scores")), 13)
        self.tab_to("receipt")
        self.keys(Keys.ENTER)
        self.page.until(lambda: self.page.sees("receipt-json"), "the receipt")

    def test_enter_in_the_report_makes_a_line_and_space_on_the_button_sends(self):
        self.page.take_sample()
        self.tab_to("report")
        self.keys("No effusion.", Keys.ENTER, "Normal heart.")
        self.assertFalse(self.page.sees("similarity-section"))
        self.tab_to("compare")
        self.keys(Keys.SPACE)
        self.page.await_focus("similarity-heading")
        self.assertEqual(len(self.page.rows("sentences")), 2)


class EnteringAKeyByKeyboard(Scenario):
    with_keys = True

    def test_the_form_takes_the_focus_and_enter_sends_it(self):
        self.provoke("the server responded with a status of 401")
        self.page.open()
        self.page.await_focus("key")
        ActionChains(self.driver).send_keys(self.service.narrow_key, Keys.ENTER).perform()
        self.page.await_text("model-name", "hilum-open")
        self.page.await_focus("forget-key")
