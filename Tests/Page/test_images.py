"""The ways an image comes into the page, and what happens to files that are none."""

import pathlib
import shutil
import tempfile

from scenario import JPEG, SAMPLE, Scenario

# Hands a file, and a text where there is one, to the page as the clipboard or a drop does; true where the page took it.
HAND_OVER = """
const [kind, place, bytes, text] = arguments;
const transfer = new DataTransfer();
transfer.items.add(new File([new Uint8Array(bytes)], "film.jpg", { type: "image/jpeg" }));
if (text) transfer.items.add(text, "text/plain");
const options = { bubbles: true, cancelable: true };
const event = kind === "paste"
  ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
  : new DragEvent(kind, { ...options, dataTransfer: transfer });
return !document.querySelector(place).dispatchEvent(event);
"""
HAND_OVER_TEXT = """
const [kind, place] = arguments;
const transfer = new DataTransfer();
transfer.items.add("No effusion.", "text/plain");
return !document.querySelector(place).dispatchEvent(
  new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
"""
# An input that the page does not know: its file can be removed before the page gets it.
LOST_FILE_INPUT = """const input = Object.assign(document.createElement("input"), { type: "file", id: "lost" });
document.body.append(input);"""


class GivingAnImage(Scenario):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="hilum-page-")))
        self.film = self.folder / "Erika Mustermann.jpg"
        shutil.copy(SAMPLE, self.film)
        self.text_file = self.folder / "notes.jpg"
        self.text_file.write_text("These are notes, not a picture.\n" * 20)
        self.page.open()

    def refuse(self, status):
        """The browser itself writes a refusal to the console."""
        self.provoke(f"the server responded with a status of {status}")

    def preview_has_a_picture(self):
        script = """const canvas = document.getElementById("preview");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return new Set(data).size > 10"""
        return self.page.sees("preview") and self.page.run(script)

    def test_a_chosen_file_is_shown_and_scored(self):
        self.page.choose_file(self.film)
        self.assertEqual(self.page.text("image-state"), "Your image: 1024 × 1024 pixels, 92 kB.")
        self.assertTrue(self.preview_has_a_picture())
        self.page.score()
        self.assertEqual(len(self.page.rows("scores")), 5)

    def test_the_name_of_the_file_is_neither_shown_nor_sent(self):
        self.page.run(
            """const plain = window.fetch;
            window.sent = [];
            window.fetch = (address, options) => {
              for (const [, value] of options.body) window.sent.push(value.name ?? value);
              return plain(address, options);
            }"""
        )
        self.page.choose_file(self.film)
        self.page.score()
        self.assertEqual(self.page.run("return window.sent"), ["image", "CheXpert-5"])
        self.assertNotIn("Mustermann", self.page.run("return document.documentElement.outerHTML"))

    def test_a_pasted_image_is_taken(self):
        self.assertTrue(self.page.run(HAND_OVER, "paste", "body", list(SAMPLE.read_bytes())))
        self.page.await_text("image-state", "Pasted image: 1024 × 1024 pixels")

    def test_a_text_that_brings_a_picture_of_itself_is_pasted_as_text(self):
        """Word processors put both on the clipboard."""
        picture = list(SAMPLE.read_bytes())
        self.assertFalse(self.page.run(HAND_OVER, "paste", "#report", picture, "No effusion."))
        self.assertTrue(self.page.run(HAND_OVER, "paste", "body", picture, "No effusion."))
        self.page.await_text("image-state", "Pasted image")

    def test_an_image_dropped_anywhere_is_taken_and_does_not_replace_the_page(self):
        for place in ("#drop-zone", "footer"):
            self.page.open()
            self.assertTrue(self.page.run(HAND_OVER, "dragover", place, []), "the browser would open the file")
            self.assertTrue(self.page.run(HAND_OVER, "drop", place, list(SAMPLE.read_bytes())))
            self.page.await_text("image-state", "Dropped image: 1024 × 1024 pixels")

    def test_a_text_is_dragged_into_a_field_but_nowhere_else(self):
        for kind in ("dragover", "drop"):
            self.assertFalse(self.page.run(HAND_OVER_TEXT, kind, "#report"), "the browser should put the text there")
            self.assertTrue(self.page.run(HAND_OVER_TEXT, kind, "footer"), "the browser would follow a link")
        self.assertIn("No image", self.page.text("image-state"))

    def test_a_file_that_is_no_picture_brings_the_services_own_words(self):
        self.refuse(415)
        problem = self.ask("POST", "/v1/score", self.text_file.read_bytes(), JPEG, status=415)
        self.page.choose_file(self.text_file)
        self.assertIn("this browser cannot show it", self.page.text("image-state"))
        self.assertFalse(self.page.sees("preview"))
        self.page.press("score")
        self.page.await_problem(problem["detail"])
        self.assertIn(problem["title"], self.page.text("problem"))
        self.assertIn("Supported: image/jpeg, image/png.", self.page.text("problem"))
        self.assertFalse(self.page.sees("scores-section"))

    def test_a_picture_that_breaks_off_brings_the_services_own_words(self):
        self.refuse(422)
        beginning = SAMPLE.read_bytes()[:400]
        (self.folder / "half.jpg").write_bytes(beginning)
        problem = self.ask("POST", "/v1/score", beginning, JPEG, status=422)
        self.page.choose_file(self.folder / "half.jpg")
        self.page.press("score")
        self.page.await_problem(problem["detail"])

    def test_after_a_wrong_file_the_next_right_one_works(self):
        self.refuse(415)
        self.page.choose_file(self.text_file)
        self.page.press("score")
        self.page.await_problem("Request id:")
        self.page.choose_file(self.film)
        self.assertFalse(self.page.sees("problem"))
        self.assertTrue(self.preview_has_a_picture())
        self.page.score()
        self.assertEqual(len(self.page.rows("scores")), 5)

    def test_a_chosen_file_may_be_gone_when_it_is_sent(self):
        self.page.choose_file(self.film)
        self.film.unlink()
        self.page.score()
        self.assertEqual(len(self.page.rows("scores")), 5)

    def test_a_file_that_cannot_be_read_says_so_and_leaves_the_image_before(self):
        self.page.take_sample()
        self.page.run(LOST_FILE_INPUT)
        self.page.find("lost").send_keys(str(self.film))
        self.film.unlink()
        self.page.run(
            """const data = new DataTransfer();
            data.items.add(document.getElementById("lost").files[0]);
            dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));"""
        )
        self.page.await_problem("The file cannot be read")
        self.assertIn("Sample:", self.page.text("image-state"))
        self.page.score()

    def test_an_answer_does_not_stay_beside_a_new_image(self):
        self.page.take_sample()
        self.page.score()
        self.page.choose_file(self.film)
        self.assertFalse(self.page.sees("scores-section"))
        self.assertFalse(self.page.sees("receipt"))

    def test_a_removed_image_is_gone_with_its_answer(self):
        self.page.choose_file(self.film)
        self.page.score()
        self.page.press("clear")
        for name in ("preview", "clear", "scores-section", "receipt"):
            self.assertFalse(self.page.sees(name), name)
        self.assertEqual(self.page.focus(), "sample")
        self.page.press("score")
        self.page.await_problem("Give an image first.")

    def test_a_removed_file_can_be_chosen_again(self):
        self.page.choose_file(self.film)
        self.page.press("clear")
        self.page.choose_file(self.film)
        self.assertIn("Your image: 1024", self.page.text("image-state"))


class LeavingSomethingOut(Scenario):
    def setUp(self):
        super().setUp()
        self.page.open()

    def test_without_an_image_both_buttons_ask_for_one(self):
        self.page.type("report", "No pleural effusion.")
        for button in ("score", "compare"):
            self.page.press(button)
            self.page.await_problem("Give an image first.")
            self.assertEqual(self.page.focus(), "image-file")

    def test_without_labels_they_are_asked_for(self):
        self.page.take_sample()
        self.page.choose("label-set", "")
        self.page.type("own-labels", " , \n")
        self.page.press("score")
        self.page.await_problem("Give at least one label first.")
        self.assertEqual(self.page.focus(), "own-labels")

    def test_what_is_missing_is_not_asked_of_the_service(self):
        self.page.press("score")
        self.page.await_problem("Give an image first.")
        self.assertFalse([url for url in self.requested() if url.endswith("/v1/score")])
