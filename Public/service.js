// Talks to the service; knows nothing of the page.

/** A refusal or failure in the form of an RFC 9457 problem document. */
export class Problem extends Error {
  constructor(document, retryAfter = null) {
    super(document.title);
    this.document = document;
    this.retryAfter = retryAfter;
  }
}

// For this tab only: sessionStorage ends with it, and other tabs and later visits do not see it.
const keyPlace = "hilum-key";
let keyIsRefused = () => {};

/** Whether a key is kept. */
export function hasKey() {
  return sessionStorage.getItem(keyPlace) !== null;
}

/** Sends the key with every call from now on. */
export function useKey(key) {
  sessionStorage.setItem(keyPlace, key);
}

/** Sends no key any more. */
export function forgetKey() {
  sessionStorage.removeItem(keyPlace);
}

/** What to do when the service wants a key; it is told whether one was sent. */
export function whenKeyIsRefused(act) {
  keyIsRefused = act;
}

/** GET of a JSON resource. */
export function fetchJSON(path) {
  return request(path, { method: "GET" });
}

/** Scores the image with a label set's name or with labels of the reader's own. */
export function score(image, { labelSet, labels }, signal) {
  const form = new FormData();
  appendImage(form, image);
  if (labels) {
    for (const label of labels) form.append("label", label);
  } else {
    form.append("labelSet", labelSet);
  }
  return request("/v1/score", { method: "POST", body: form, signal });
}

/** Compares the image with a report. */
export function compare(image, report, signal) {
  const form = new FormData();
  appendImage(form, image);
  form.append("report", report);
  return request("/v1/similarity", { method: "POST", body: form, signal });
}

/** The server's readiness: {ready, draining, failing} with the names of the checks that do not pass. */
export async function readiness() {
  const response = await fetch("/readyz", { cache: "no-store" });
  const body = await response.json();
  const failing = (body.checks ?? []).filter((check) => check.state !== "ok").map((check) => check.name);
  return { ready: response.ok, draining: body.status === "draining", failing };
}

// File names often hold a patient's name, so a fixed one is sent.
function appendImage(form, image) {
  form.append("image", image, "image");
}

async function request(path, options) {
  const key = sessionStorage.getItem(keyPlace);
  const headers = key === null ? {} : { Authorization: `Bearer ${key}` };
  let response;
  try {
    response = await fetch(path, { cache: "no-store", credentials: "omit", headers, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ title: "The server cannot be reached", detail: "Check that the service is running and try again." });
  }
  const text = await response.text();
  const body = parsed(text);
  if (response.ok && body !== null) return { body, text };
  if (response.status === 401) {
    // Another key may have been entered while this call ran.
    if (sessionStorage.getItem(keyPlace) === key) forgetKey();
    keyIsRefused(key !== null);
  }
  throw new Problem(
    {
      title: body?.title ?? `The server answered ${response.status}`,
      detail: body?.detail ?? "The answer was not in the expected form.",
      requestId: body?.requestId ?? response.headers.get("X-Request-Id"),
      status: response.status,
      limit: body?.limit,
      received: body?.received,
      supported: body?.supported,
    },
    secondsToWait(response.headers.get("Retry-After")),
  );
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

// Retry-After is a number of seconds or a date (RFC 9110 section 10.2.3).
function secondsToWait(value) {
  if (value === null) return null;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 3600) : null;
}
