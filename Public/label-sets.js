// The label-set picker, the prompts of a set and the box for labels of one's own.

import { Problem, fetchJSON } from "/service.js";
import { element, fillList } from "/drawing.js";

// No label set has an empty name.
const ownLabelsChoice = "";
const byId = (id) => document.getElementById(id);
// What the reader has chosen stays chosen when the sets are read again.
let readersChoice = "CheXpert-5";

/** The chosen set's name, or null where the reader gives labels. */
export function chosenLabelSet() {
  const name = byId("label-set").value;
  return name === ownLabelsChoice ? null : name;
}

/** Listens to the picker. */
export function listenForLabelSets() {
  byId("label-set").addEventListener("change", () => {
    readersChoice = byId("label-set").value;
    labelSetChanged();
  });
  byId("prompts").addEventListener("toggle", showPrompts);
}

/** Fills the picker; the reader's own labels stay possible where the sets cannot be read. */
export async function loadLabelSets() {
  const select = byId("label-set");
  const options = [];
  try {
    const { body } = await fetchJSON("/v1/label-sets");
    for (const set of body.labelSets) {
      const version = set.builtIn ? "" : `, version ${set.version}`;
      options.push(element("option", { value: set.name }, `${set.name} (${set.labels} ${set.labels === 1 ? "label" : "labels"}${version})`));
    }
  } finally {
    options.push(element("option", { value: ownLabelsChoice }, "My own labels…"));
    select.replaceChildren(...options);
    select.value = options.some((option) => option.value === readersChoice) ? readersChoice : options[0].value;
    select.disabled = false;
    labelSetChanged();
  }
}

function labelSetChanged() {
  const own = chosenLabelSet() === null;
  byId("own-labels-field").hidden = !own;
  byId("prompts").hidden = own;
  byId("prompts").open = false;
  byId("prompts-body").replaceChildren();
}

async function showPrompts() {
  if (!byId("prompts").open) return;
  const name = byId("label-set").value;
  const body = byId("prompts-body");
  try {
    const answer = await fetchJSON(`/v1/label-sets/${encodeURIComponent(name)}`);
    if (name !== byId("label-set").value) return;
    const rows = answer.body.labels.map((label) => [label.name, promptLines(label)]);
    const list = element("dl", { class: "receipt-list" });
    fillList(list, rows);
    body.replaceChildren(...(answer.body.description ? [element("p", {}, answer.body.description)] : []), list);
  } catch (error) {
    body.replaceChildren(element("p", {}, error instanceof Problem ? error.document.detail : "The prompts could not be read."));
  }
}

const LONGEST_LIST = 20;

/** What a label is scored by, in lines of text. */
function promptLines(label) {
  if (label.descriptors) return label.descriptors.map((sign) => `sign: ${sign.text ?? sign}`);
  if (!label.positive) return ["1 − the highest of the others"];
  const lines = (prompts, side) => [
    ...prompts.slice(0, LONGEST_LIST).map((prompt) => `${side}: “${prompt}”`),
    ...(prompts.length > LONGEST_LIST ? [`${side}: ${prompts.length - LONGEST_LIST} more prompts`] : []),
  ];
  return [...lines(label.positive, "present"), ...lines(label.negative, "absent")];
}

/** The labels in the reader's own box, each once. */
export function ownLabels() {
  const labels = byId("own-labels").value.split(/[,\n]/).map((label) => label.trim()).filter(Boolean);
  return [...new Set(labels)];
}
