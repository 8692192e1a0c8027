// The chosen radiograph: reads it, recognises its format, shows a small picture of it.

const longestSide = 640;

/**
 * A copy with the media type that the first bytes tell; other content keeps its own type for the server to judge.
 * It is a copy because a file may be changed or taken away before it is sent. Throws where the blob cannot be read.
 */
export async function recognised(blob) {
  const content = await blob.arrayBuffer();
  const head = new Uint8Array(content.slice(0, 8));
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return new Blob([content], { type: "image/jpeg" });
  if (png.every((byte, index) => head[index] === byte)) return new Blob([content], { type: "image/png" });
  return new Blob([content], { type: blob.type || "application/octet-stream" });
}

/** Draws the blob on the canvas; answers its size in pixels, or null where the browser cannot read it. */
export async function drawPreview(canvas, blob) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch {
    return null;
  }
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const size = { width: bitmap.width, height: bitmap.height };
  bitmap.close();
  return size;
}

/** A size in bytes in words. */
export function sizeText(bytes) {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
