// Builds the page's elements. Every string from the server or the reader goes in as text, never as markup.

const criteria = { youden: "chosen by Youden’s index", f1: "chosen by F1", mcc: "chosen by Matthews’ correlation" };

/** An element with attributes and children; children are elements or strings. */
export function element(name, attributes = {}, ...children) {
  const result = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) result.setAttribute(key, value);
  }
  result.append(...children);
  return result;
}

/** A number with a fixed count of decimals and a true minus sign; a dash where there is none. */
export function formatted(value, digits = 4) {
  return typeof value === "number" ? value.toFixed(digits).replace("-", "−") : "–";
}

/** The half-width of the bars' axis around 0.5: 0.25 holds what two raw cosines usually give. */
export function axisHalfWidth(scores) {
  const farthest = Math.max(0, ...scores.map((score) => Math.abs((score.softmax ?? 0.5) - 0.5)));
  return farthest <= 0.25 ? 0.25 : 0.5;
}

/** The axis above the scores. */
export function drawAxis(container, halfWidth) {
  const ends = [0.5 - halfWidth, 0.5, 0.5 + halfWidth].map((value) => value.toFixed(2));
  container.replaceChildren(
    element("span", {}, `${ends[0]} closer to “absent”`),
    element("span", {}, ends[1]),
    element("span", {}, `closer to “present” ${ends[2]}`),
  );
}

/** One label's row: name, number, bar around 0.5, cosines. */
export function scoreRow(score, halfWidth) {
  const known = typeof score.softmax === "number";
  const side = !known ? "no score" : score.softmax >= 0.5 ? "closer to present" : "closer to absent";
  const isExplained = Array.isArray(score.descriptors);
  const cosines = `cosine with “present” ${formatted(score.positiveSimilarity)}, with “absent” ${formatted(score.negativeSimilarity)}`;
  return element(
    "li",
    {},
    element("div", { class: "row-head" }, element("span", { class: "row-name" }, score.label), element("span", { class: "number" }, formatted(score.softmax))),
    meter({
      name: score.label,
      value: score.softmax,
      center: 0.5,
      halfWidth,
      words: `${formatted(score.softmax)}, ${side}`,
      mark: score.operatingPoint?.softmax,
    }),
    isExplained ? descriptorList(score) : element("p", { class: "cosines" }, cosines),
    element("p", { class: "calibrated" }, calibrationText(score)),
  );
}

/** The signs that a label's score is made of. */
function descriptorList(score) {
  return element(
    "ul",
    { class: "descriptors" },
    ...score.descriptors.map((sign) =>
      element("li", {}, `${sign.descriptor}: `, element("span", { class: "number" }, formatted(sign.softmax))),
    ),
  );
}

/** What the calibrated probabilities among the scores rest on, in words. */
export function calibrationNote(scores) {
  const calibrated = scores.filter((score) => typeof score.probability === "number");
  if (calibrated.length === 0) return "This model is not calibrated for these labels: there is no probability and no operating point.";
  const data = calibrated[0].calibration.data;
  return `${calibrated.length} of ${scores.length} labels have a calibrated probability. It holds for images like those it was calibrated on: ${data} A dashed line in a bar is the label’s operating point.`;
}

/** One sentence's row: text, cosine, bar around 0. */
export function sentenceRow(sentence) {
  return element(
    "li",
    {},
    element("div", { class: "row-head" }, element("span", { class: "row-name" }, sentence.text), element("span", { class: "number" }, formatted(sentence.similarity))),
    meter({
      name: sentence.text,
      value: sentence.similarity,
      center: 0,
      halfWidth: 1,
      words: `cosine ${formatted(sentence.similarity)}`,
    }),
  );
}

/** Fills a definition list from pairs of term and text; null texts are left out. */
export function fillList(list, pairs) {
  const rows = pairs
    .filter(([, text]) => text !== null && text !== undefined)
    .map(([term, text]) => element("div", {}, element("dt", {}, term), definition(text)));
  list.replaceChildren(...rows);
}

function definition(text) {
  if (!Array.isArray(text)) return element("dd", {}, String(text));
  return element("dd", {}, element("ul", {}, ...text.map((item) => element("li", {}, item))));
}

function calibrationText({ probability, calibration, operatingPoint }) {
  if (typeof probability !== "number") return "Not calibrated.";
  const images = `${calibration.positives} images with the finding and ${calibration.negatives} without`;
  return `Calibrated probability ${formatted(probability, 3)} (on ${images}). ${operatingPointText(operatingPoint)}`;
}

function operatingPointText(point) {
  const side = point.isAbove ? "At or above" : "Below";
  const shares = `sensitivity ${formatted(point.sensitivity, 2)}, specificity ${formatted(point.specificity, 2)} there`;
  return `${side} the operating point ${formatted(point.softmax)} (${criteria[point.criterion] ?? point.criterion}; ${shares}).`;
}

// The policy of the page forbids style attributes in markup; the object model may set them.
function meter({ name, value, center, halfWidth, words, mark = null }) {
  const known = typeof value === "number";
  const offset = known ? Math.max(-1, Math.min(1, (value - center) / halfWidth)) : 0;
  const bar = element("span", { class: offset < 0 ? "bar below" : "bar" });
  bar.style.width = `${Math.abs(offset) * 50}%`;
  bar.style.left = `${offset < 0 ? 50 + offset * 50 : 50}%`;
  return element(
    "div",
    {
      class: "meter",
      role: known ? "meter" : null,
      "aria-label": known ? name : null,
      "aria-valuemin": known ? center - halfWidth : null,
      "aria-valuemax": known ? center + halfWidth : null,
      "aria-valuenow": known ? value : null,
      "aria-valuetext": known ? words : null,
    },
    bar,
    element("span", { class: "center-mark" }),
    ...(mark === null ? [] : [pointMark((mark - center) / halfWidth)]),
  );
}

function pointMark(offset) {
  const line = element("span", { class: "point-mark" });
  line.style.left = `calc(${50 + Math.max(-1, Math.min(1, offset)) * 50}% - 1px)`;
  return line;
}
