// Talks to the service; knows nothing of the page.

/** A refusal or failure in the form of an RFC 9457 problem document. */
export class Problem extends Error {
  constructor(document, retryAfter = null) {
    super(document.title);
    this.document = document;
    this.retryAfter = retryAfter;
  }
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

/** The server's readiness: {ready, failing} with the names of the checks that fail. */
export async function readiness() {
  const response = await fetch("/readyz", { cache: "no-store" });
  const body = await response.json();
  const failing = (body.checks ?? []).filter((check) => !check.ok).map((check) => check.name);
  return { ready: response.ok, failing };
}

// File names often hold a patient's name, so a fixed one is sent.
function appendImage(form, image) {
  form.append("image", image, "image");
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ title: "The server cannot be reached", detail: "Check that the service is running and try again." });
  }
  const text = await response.text();
  const body = parsed(text);
  if (response.ok && body !== null) return { body, text };
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
