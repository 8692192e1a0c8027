"""The page as a reader uses it: what can be seen, typed and pressed, with patience for what takes a moment."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

PATIENCE = 10


class Page:
    """The service's page in the browser's tab; elements are named by their id."""

    def __init__(self, driver, address):
        self.driver, self.address = driver, address

    # Seeing

    def find(self, name):
        return self.driver.find_element(By.ID, name)

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def seen(self, selector):
        """The elements of a CSS selector that can be seen."""
        script = """return [...document.querySelectorAll(arguments[0])].filter((each) => each.checkVisibility());"""
        return self.run(script, selector)

    def text(self, name):
        """What of an element can be seen."""
        script = """const element = document.getElementById(arguments[0]);
            return element.checkVisibility() ? element.innerText.trim() : "";"""
        return self.run(script, name)

    def content(self, name):
        """An element's text, also where it is folded away."""
        return self.run("return document.getElementById(arguments[0]).textContent", name)

    def sees(self, name):
        return self.run("return document.getElementById(arguments[0]).checkVisibility()", name)

    def is_on_top(self, name):
        """Whether an element's middle stands in the window with nothing above it."""
        script = """const element = document.getElementById(arguments[0]);
            const box = element.getBoundingClientRect();
            return element.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));"""
        return self.run(script, name)

    def focus(self):
        """The id of what has the focus."""
        return self.run("return document.activeElement?.id")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def terms(self, name):
        """A definition list as a dictionary, in its order, also where it is folded away."""
        script = """return [...document.getElementById(arguments[0]).children].map(
            (row) => [row.querySelector("dt").textContent, [...row.querySelectorAll("li, dd:not(:has(li))")]
                .map((item) => item.textContent).join("\\n")])"""
        return dict(self.run(script, name))

    def rows(self, name):
        """The rows of a list of answers: what stands in each, and the number at its end, in the order shown."""
        script = """return [...document.getElementById(arguments[0]).children].map((row) => ({
            name: row.querySelector(".row-name").innerText,
            number: row.querySelector(".row-head .number").innerText,
            text: row.innerText,
        }))"""
        return self.run(script, name)

    # Waiting

    def until(self, condition, wish, patience=PATIENCE):
        """Waits for a condition; fails with the wish that was not met."""
        return WebDriverWait(self.driver, patience, 0.05).until(lambda _: condition(), f"{wish} should be seen")

    def await_text(self, name, words, patience=PATIENCE):
        self.until(lambda: words in self.text(name), f"“{words}” in #{name}", patience)

    def await_focus(self, name):
        self.until(lambda: self.focus() == name, f"the focus on #{name}")

    # Doing

    def open(self):
        """Opens the page and waits until it has read what it shows of the server."""
        self.driver.get(self.address)
        self.await_read()
        return self

    def await_read(self):
        script = """const text = (name) => document.getElementById(name).textContent;
            return !document.getElementById("label-set").disabled
              && text("server-state") !== "Asking…" && text("model-name") !== "Asking…";"""
        self.until(lambda: self.run(script), "what the server answers")

    def press(self, name):
        """Clicks, in the middle of the window: at its top the strip would lie above."""
        element = self.find(name)
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def type(self, name, text):
        """Types into a field, or puts a long text there at once."""
        if len(text) > 200:
            self.run("document.getElementById(arguments[0]).value = arguments[1]", name, text)
            return
        field = self.find(name)
        field.clear()
        field.send_keys(text)

    def choose(self, name, value):
        Select(self.find(name)).select_by_value(value)

    def take_sample(self):
        self.press("sample")
        self.await_text("image-state", "Sample:")

    def choose_file(self, path):
        """Gives a file to the file input, as the browser's dialog does."""
        former = self.text("image-state")
        self.find("image-file").send_keys(str(path))
        self.until(lambda: self.text("image-state") != former, "the new file's description")

    def score(self):
        self.press("score")
        self.until(lambda: self.sees("scores-section"), "scores")

    def score_own(self, labels):
        """Scores with labels of the reader's own; `labels` is the text of the box."""
        self.choose("label-set", "")
        self.type("own-labels", labels)
        self.score()

    def compare(self, report):
        self.type("report", report)
        self.press("compare")
        self.until(lambda: self.sees("similarity-section"), "the similarity")

    def await_problem(self, words):
        self.until(lambda: self.sees("problem") and words in self.text("problem"), f"the problem “{words}”")

    def enter_key(self, key):
        self.type("key", key)
        self.find("key").send_keys(Keys.ENTER)

    def unfold(self, name):
        """Opens a part that is folded away."""
        summary = self.find(name).find_element(By.TAG_NAME, "summary")
        self.run("arguments[0].scrollIntoView({ block: 'center' })", summary)
        summary.click()
        self.until(lambda: self.find(name).get_property("open"), f"#{name} unfolded")
