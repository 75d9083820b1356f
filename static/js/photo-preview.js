/* Show the chosen photos in the element named by data-photo-preview (an id) before they are sent. */
export function enhance(input) {
  const target = document.getElementById(input.dataset.photoPreview);
  if (!target) return;
  const most = Number(input.dataset.photoMax ?? 4);
  let addresses = [];

  input.addEventListener("change", () => {
    addresses.forEach((address) => URL.revokeObjectURL(address));
    const photos = [...input.files].filter((file) => file.type.startsWith("image/")).slice(0, most);
    addresses = photos.map((file) => URL.createObjectURL(file));
    target.replaceChildren(
      ...addresses.map((address, index) => {
        const tile = document.createElement("div");
        const image = document.createElement("img");
        tile.className = "photo-tile";
        image.src = address;
        image.alt = `Ảnh ${index + 1} vừa chọn`;
        tile.append(image);
        return tile;
      }),
    );
    target.hidden = addresses.length === 0;
  });
}
