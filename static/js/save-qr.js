/* Save the QR that stands in the element data-save-qr names as a picture: a phone cannot scan its own screen. */
const SIDE_PX = 960;

export function enhance(button) {
  const svg = document.querySelector(`#${button.dataset.saveQr} svg`);
  const dark = svg?.querySelector("path:last-of-type")?.getAttribute("d");
  if (!dark || !window.Path2D || !HTMLCanvasElement.prototype.toBlob) return;
  button.hidden = false;

  button.addEventListener("click", () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE_PX;
    const ink = canvas.getContext("2d");
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, SIDE_PX, SIDE_PX);
    ink.scale(SIDE_PX / svg.viewBox.baseVal.width, SIDE_PX / svg.viewBox.baseVal.height);
    ink.fillStyle = "#000";
    ink.fill(new Path2D(dark));
    canvas.toBlob((picture) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(picture);
      link.download = `${button.dataset.saveQr}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }, "image/png");
  });
}
