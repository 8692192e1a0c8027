// The page itself: holds its state, listens to the reader, shows answers. Nothing is stored.

import { Problem, compare, score } from "/service.js";
import { axisHalfWidth, calibrationNote, drawAxis, element, fillList, formatted, scoreRow, sentenceRow } from "/drawing.js";
import { offer, scoresCSV, similarityCSV } from "/downloads.js";
import { drawPreview, recognised, sizeText } from "/image.js";
import { listenForFiles } from "/image-input.js";
import { listenForKey } from "/key.js";
import { chosenLabelSet, listenForLabelSets, loadLabelSets, ownLabels } from "/label-sets.js";
import { showModel, watchReadiness } from "/server-state.js";

const byId = (id) => document.getElementById(id);
const state = { image: null, choice: 0, running: null, waitUntil: 0, scores: null, similarity: null, receiptText: "", serverIsUnread: false };

// MARK: The image

async function takeImage(blob, origin) {
  const choice = ++state.choice;
  // An answer about the former image must not appear beside the new one.
  state.running?.abort();
  const image = await recognised(blob).catch(() => null);
  if (image === null) {
    if (choice === state.choice) showProblem(lostFile());
    return;
  }
  const size = await drawPreview(byId("preview"), image);
  if (choice !== state.choice) return;
  state.image = image;
  byId("preview").hidden = size === null;
  byId("clear").hidden = false;
  const measures = size === null ? "this browser cannot show it" : `${size.width} × ${size.height} pixels`;
  byId("image-state").textContent = `${origin}: ${measures}, ${sizeText(image.size)}.`;
  hideAnswers();
}

function removeImage() {
  state.choice += 1;
  state.running?.abort();
  state.image = null;
  byId("preview").hidden = true;
  byId("clear").hidden = true;
  byId("image-file").value = "";
  byId("image-state").textContent = "No image. Choose, drop or paste a JPEG or PNG of a frontal chest radiograph.";
  hideAnswers();
  byId("sample").focus();
}

async function takeSample() {
  try {
    const response = await fetch("/samples/phantom.jpg");
    if (!response.ok) throw new Problem({ title: "There is no sample here", detail: "This server was installed without samples." });
    await takeImage(await response.blob(), "Sample");
  } catch (error) {
    showProblem(error instanceof Problem ? error : unreachable());
  }
}

// MARK: Asking

function scoreImage(event) {
  event.preventDefault();
  const labelSet = chosenLabelSet();
  const labels = labelSet === null ? ownLabels() : null;
  if (!state.image) return missing("an image", byId("image-file"));
  if (labels?.length === 0) return missing("at least one label", byId("own-labels"));
  const what = { labelSet, labels };
  ask("Scoring", (signal) => score(state.image, what, signal), showScores);
}

function compareReport(event) {
  event.preventDefault();
  const report = byId("report").value.trim();
  if (!state.image) return missing("an image", byId("image-file"));
  if (report === "") return missing("a report or a sentence", byId("report"));
  ask("Comparing", (signal) => compare(state.image, report, signal), showSimilarity);
}

function missing(what, field) {
  showProblem(new Problem({ title: "Something is missing", detail: `Give ${what} first.` }));
  field.focus();
}

async function ask(activity, send, show) {
  if (state.running || Date.now() < state.waitUntil) return;
  const controller = new AbortController();
  state.running = controller;
  hideAnswers();
  setBusy(true, `${activity} ${sizeText(state.image.size)}…`);
  try {
    const answer = await send(controller.signal);
    setBusy(false, "Done.");
    show(answer);
  } catch (error) {
    setBusy(false, error.name === "AbortError" ? "Aborted." : "");
    if (error.name !== "AbortError") showProblem(error instanceof Problem ? error : unreadable());
  } finally {
    state.running = null;
  }
}

function setBusy(busy, text) {
  byId("progress").textContent = text;
  const abort = byId("abort");
  // The focus must not fall to the top of the page when the button goes.
  if (!busy && document.activeElement === abort) byId("score").focus();
  abort.hidden = !busy;
  setAskable(!busy);
}

// aria-disabled keeps the button reachable by keyboard, so that a reader finds out why nothing happens.
function setAskable(askable) {
  for (const id of ["score", "compare"]) byId(id).setAttribute("aria-disabled", String(!askable));
}

// MARK: Answers

function showScores({ body, text }) {
  state.scores = { body, text };
  byId("scores-section").hidden = false;
  drawScores();
  const set = body.labelSet ? `${body.labelSet.name}, version ${body.labelSet.version}` : "your own labels";
  byId("scores-heading").textContent = `Scores: ${set}`;
  showReceipt(body, text);
  moveTo(byId("scores-heading"));
}

function drawScores() {
  if (!state.scores) return;
  const scores = [...state.scores.body.scores];
  const order = byId("order").value;
  if (order === "score") scores.sort((one, other) => (other.softmax ?? -1) - (one.softmax ?? -1));
  if (order === "name") scores.sort((one, other) => one.label.localeCompare(other.label));
  const halfWidth = axisHalfWidth(scores);
  drawAxis(byId("axis"), halfWidth);
  byId("scores").replaceChildren(...scores.map((item) => scoreRow(item, halfWidth)));
  byId("calibration-note").textContent = calibrationNote(scores);
}

function showSimilarity({ body, text }) {
  state.similarity = { body, text };
  byId("similarity-section").hidden = false;
  fillList(byId("similarity-summary"), [
    ["Whole report", formatted(body.reportSimilarity)],
    ["Mean over its sentences", formatted(body.sentenceSimilarity)],
  ]);
  byId("sentences").replaceChildren(...body.sentences.map(sentenceRow));
  showReceipt(body, text);
  moveTo(byId("similarity-heading"));
}

function showReceipt(body, text) {
  const warnings = body.warnings ?? [];
  const timings = Object.entries(body.timings ?? {}).map(([name, value]) => `${name.replace("Milliseconds", "")}: ${value} ms`);
  fillList(byId("receipt-list"), [
    ["Warnings", warnings.length ? warnings : "none"],
    ["Model", body.model.id],
    ["SHA-256", body.model.sha256],
    ["Image", body.image ? `${body.image.format}, ${body.image.width} × ${body.image.height} pixels` : null],
    ["Steps", body.image ? body.image.steps : null],
    ["Timings", timings.length ? timings : null],
    ["Request id", body.requestId],
    ["Intended use", body.intendedUse],
  ]);
  state.receiptText = JSON.stringify(body, null, 2);
  byId("receipt-json").textContent = state.receiptText;
  byId("copy-state").textContent = "";
  byId("receipt").hidden = false;
  byId("warnings").replaceChildren(element("ul", {}, ...warnings.map((warning) => element("li", {}, warning))));
  byId("warnings").hidden = warnings.length === 0;
  byId("progress").textContent = warnings.length ? "Done, with warnings." : "Done.";
}

// A keyboard or screen reader goes on from the heading, and on a phone the answer comes into sight.
function moveTo(heading) {
  heading.focus({ preventScroll: true });
  heading.closest("section").scrollIntoView({ block: "start" });
}

function hideAnswers() {
  for (const id of ["scores-section", "similarity-section", "receipt", "warnings", "problem"]) byId(id).hidden = true;
  byId("progress").textContent = "";
  state.scores = null;
  state.similarity = null;
}

async function copyReceipt() {
  try {
    await navigator.clipboard.writeText(state.receiptText);
    byId("copy-state").textContent = "Copied.";
  } catch {
    // The clipboard is closed to pages that do not come from this machine or over TLS.
    getSelection().selectAllChildren(byId("receipt-json"));
    byId("copy-state").textContent = "Selected: copy it with Ctrl+C.";
  }
}

// MARK: Problems

const unreachable = () => new Problem({ title: "The server cannot be reached", detail: "Check that the service is running and try again." });
const lostFile = () => new Problem({ title: "The file cannot be read", detail: "It may be a folder, or may have been moved or changed. Choose it again." });
const unreadable = () => new Problem({ title: "The answer cannot be shown", detail: "It was not in the expected form. The page and the service may be of different versions." });

// What the reader can do, where the service's own words are for those who write programs.
const remedies = {
  403: "Your key is accepted, but not for this. Ask the server’s operator for a key that allows it, or choose “Forget key” and enter another.",
  503: "The server is full or stopping. Your image is still here: try again when the time is over.",
};

function showProblem(problem) {
  // The form for the key says it.
  if (problem.document.status === 401) return;
  const { title, detail, requestId, limit, received, supported } = problem.document;
  const parts = [element("h2", {}, title), element("p", {}, detail)];
  const remedy = remedies[problem.document.status];
  if (remedy) parts.push(element("p", {}, remedy));
  if (limit !== undefined && received !== undefined) parts.push(element("p", {}, `Limit ${limit}, received ${received}.`));
  if (Array.isArray(supported)) parts.push(element("p", {}, `Supported: ${supported.join(", ")}.`));
  if (requestId) parts.push(element("p", {}, `Request id: ${requestId}`));
  byId("problem").replaceChildren(...parts);
  byId("problem").hidden = false;
  byId("problem").scrollIntoView({ block: "nearest" });
  if (problem.retryAfter) countDown(problem.retryAfter);
}

// The ticking text is not a live region: a screen reader would read out every second.
function countDown(seconds) {
  state.waitUntil = Date.now() + seconds * 1000;
  const line = element("p", { "aria-live": "off" });
  byId("problem").append(line);
  setAskable(false);
  const tick = () => {
    const left = Math.ceil((state.waitUntil - Date.now()) / 1000);
    if (left > 0) {
      line.textContent = `You can try again in ${left} s.`;
      setTimeout(tick, 250);
      return;
    }
    line.textContent = "You can try again now.";
    if (!state.running) {
      setAskable(true);
      byId("progress").textContent = "You can try again now.";
    }
  };
  tick();
}

listenForFiles(takeImage);
byId("sample").addEventListener("click", takeSample);
byId("clear").addEventListener("click", removeImage);
byId("score-form").addEventListener("submit", scoreImage);
byId("similarity-form").addEventListener("submit", compareReport);
byId("abort").addEventListener("click", () => state.running?.abort());
byId("order").addEventListener("change", drawScores);
byId("copy").addEventListener("click", copyReceipt);
byId("scores-csv").addEventListener("click", () => offer("hilum-scores.csv", "text/csv", scoresCSV(state.scores.body)));
byId("scores-json").addEventListener("click", () => offer("hilum-scores.json", "application/json", state.scores.text));
byId("similarity-csv").addEventListener("click", () => offer("hilum-similarity.csv", "text/csv", similarityCSV(state.similarity.body)));
byId("similarity-json").addEventListener("click", () => offer("hilum-similarity.json", "application/json", state.similarity.text));
listenForLabelSets();
listenForKey(readServer);
watchReadiness({ returned: readServer, present: () => state.serverIsUnread && readServer() });
readServer();

/** Reads what the page shows of the server; false where it could not be read. */
async function readServer() {
  byId("problem").hidden = true;
  state.serverIsUnread = false;
  showModel();
  try {
    await loadLabelSets();
    return true;
  } catch (error) {
    showProblem(error);
    // Without an answer nobody says when to ask again: the watch over the server does.
    state.serverIsUnread = error.document?.status === undefined;
    if (error.retryAfter) setTimeout(readServer, error.retryAfter * 1000);
    return false;
  }
}
