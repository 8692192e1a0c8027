// Turns answers into files for the reader to keep.

/** Offers a text as a file. */
export function offer(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The scores as CSV, one row for each label. */
export function scoresCSV(answer) {
  const header = ["label", "softmax", "positiveSimilarity", "negativeSimilarity", "calibratedProbability", "operatingPoint", "isAboveOperatingPoint", "calibrationData", "labelSet", "labelSetVersion", "model", "modelSHA256", "requestId", "intendedUse"];
  const rows = answer.scores.map((score) => [
    score.label, score.softmax, score.positiveSimilarity, score.negativeSimilarity, score.probability,
    score.operatingPoint?.softmax, score.operatingPoint?.isAbove, score.calibration?.data,
    answer.labelSet?.name, answer.labelSet?.version, answer.model.id, answer.model.sha256, answer.requestId, answer.intendedUse,
  ]);
  return table([header, ...rows]);
}

/** The similarities as CSV: the report, the mean over sentences, then each sentence. */
export function similarityCSV(answer) {
  const rows = [
    ["report", "", answer.reportSimilarity],
    ["meanOfSentences", "", answer.sentenceSimilarity],
    ...answer.sentences.map((sentence) => ["sentence", sentence.text, sentence.similarity]),
  ];
  const tail = [answer.model.id, answer.model.sha256, answer.requestId, answer.intendedUse];
  return table([["kind", "text", "similarity", "model", "modelSHA256", "requestId", "intendedUse"], ...rows.map((row) => [...row, ...tail])]);
}

// RFC 4180.
function table(rows) {
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

// A spreadsheet would run a text that begins like a formula, so such a text gets an apostrophe.
function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
