// Builds the page's elements. Every string from the server or the reader goes in as text, never as markup.

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
    }),
    element("p", { class: "cosines" }, cosines + calibrationText(score)),
  );
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

function calibrationText(score) {
  if (typeof score.probability !== "number") return "; not calibrated";
  return `; calibrated probability ${formatted(score.probability, 3)}`;
}

// The policy of the page forbids style attributes in markup; the object model may set them.
function meter({ name, value, center, halfWidth, words }) {
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
  );
}
