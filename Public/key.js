// The reader's key: asked for when the service wants one, kept for this tab only, forgotten on request.

import { forgetKey, hasKey, useKey, whenKeyIsRefused } from "/service.js";

const byId = (id) => document.getElementById(id);

/** Listens to the form; `retry` reads again what the page shows of the server. */
export function listenForKey(retry) {
  whenKeyIsRefused(askForKey);
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    takeKey(retry);
  });
  byId("forget-key").addEventListener("click", () => {
    forgetKey();
    // What the key has brought goes with it.
    location.reload();
  });
  showWhetherKept();
}

/** Shows the form and says why. */
function askForKey(wasSent) {
  byId("key-heading").textContent = wasSent ? "This key is not accepted" : "This server asks for a key";
  say(wasSent ? "It is unknown, revoked or out of date. Enter another one." : "");
  showWhetherKept();
  if (!byId("key-section").hidden) return;
  byId("key-section").hidden = false;
  byId("key").focus();
}

async function takeKey(retry) {
  const text = byId("key").value.trim();
  // A header field holds no other characters; the service makes keys of letters, digits and underscores.
  if (!/^[\x21-\x7e]+$/.test(text)) {
    say("Enter the key as you got it: letters, digits and underscores.");
    byId("key").focus();
    return;
  }
  byId("key").value = "";
  say("Trying the key…");
  useKey(text);
  if (!(await retry())) {
    // Where the key was refused, askForKey has said why.
    if (hasKey()) {
      byId("key-heading").textContent = "This key could not be used";
      say("The reason stands below. Enter another key, or try again.");
      showWhetherKept();
    }
    byId("key").focus();
    return;
  }
  say("");
  byId("key-section").hidden = true;
  showWhetherKept();
  byId("key-accepted").textContent = "The key is accepted.";
  byId("forget-key").focus();
}

function say(text) {
  byId("key-message").textContent = text;
}

function showWhetherKept() {
  byId("key-row").hidden = !hasKey();
}
