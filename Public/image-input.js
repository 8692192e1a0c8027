// The ways a file comes into the page: chosen, dropped, pasted.

/** Listens for files; `take` gets each with where it comes from, in words. */
export function listenForFiles(take) {
  document.getElementById("image-file").addEventListener("change", (event) => {
    const file = event.target.files[0];
    if (file) take(file, "Your image");
  });
  listenForDrops(take);
  addEventListener("paste", (event) => {
    const file = imageIn(event.clipboardData);
    if (file === null || bringsText(event)) return;
    event.preventDefault();
    take(file, "Pasted image");
  });
}

function listenForDrops(take) {
  const zone = document.getElementById("drop-zone");
  addEventListener("dragover", (event) => {
    if (isTextForAField(event)) return;
    // Without this, a file dropped beside the zone would replace the page.
    event.preventDefault();
    zone.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) zone.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (isTextForAField(event)) return;
    event.preventDefault();
    const file = imageIn(event.dataTransfer);
    if (file) take(file, "Dropped image");
  });
}

/** The first image file of a drop or a paste, or null. */
function imageIn(transfer) {
  const files = Array.from(transfer?.files ?? []);
  return files.find((file) => file.type.startsWith("image/")) ?? files[0] ?? null;
}

// Word processors put a picture of the text beside the text: in a field the text is meant.
function bringsText(event) {
  return isField(event.target) && event.clipboardData.types.includes("text/plain");
}

function isTextForAField(event) {
  return isField(event.target) && !event.dataTransfer?.types.includes("Files");
}

function isField(target) {
  return target.matches?.("textarea, input") ?? false;
}
