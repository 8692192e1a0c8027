// The state of the server and its model, from /readyz and /v1/models.

import { fetchJSON, readiness } from "/service.js";
import { element } from "/drawing.js";

const readinessPeriod = 15_000;
const byId = (id) => document.getElementById(id);

/**
 * Shows whether the server is ready, in words, and keeps looking. Calls `returned` when it answers after it did not, and
 * `present` whenever else it answers.
 */
export async function watchReadiness({ returned, present }, wasAway = false) {
  const line = byId("server-state");
  const show = (text, kind) => {
    if (line.textContent !== text) line.textContent = text;
    line.className = kind;
  };
  let isAway = false;
  try {
    const { ready, draining, failing } = await readiness();
    if (ready) show("Ready", "ready");
    else if (draining) show("Stopping", "failing");
    else show(failing.length ? `Not ready: waiting for ${failing.join(", ")}` : "Not ready", "failing");
  } catch {
    show("Cannot be reached", "failing");
    isAway = true;
  }
  if (!isAway) (wasAway ? returned : present)();
  setTimeout(() => watchReadiness({ returned, present }, isAway), readinessPeriod);
}

/** Shows the model's name and card. */
export async function showModel() {
  try {
    const model = (await fetchJSON("/v1/models")).body.models[0];
    byId("model-name").textContent = `${model.id} (${model.sha256.slice(0, 12)})`;
    byId("model-card-body").replaceChildren(
      element("p", {}, model.description),
      element("p", {}, `License: ${model.license}. Intended use: ${model.intendedUse}.`),
      element("p", {}, calibrationText(model.calibration)),
      element("ul", {}, ...model.limits.map((limit) => element("li", {}, limit))),
    );
    byId("model-card").hidden = false;
  } catch (error) {
    byId("model-name").textContent = error.document?.status === 401 ? "not shown without a key" : "unknown";
    byId("model-card").hidden = true;
  }
}

function calibrationText(calibration) {
  if (!calibration) return "Not calibrated: it gives no probabilities.";
  return `Calibrated for ${calibration.labels} ${calibration.labels === 1 ? "label" : "labels"} on: ${calibration.data}`;
}
