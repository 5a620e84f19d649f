// <input type="file" accept="image/*" multiple data-photos="3">: photos are made small before they are sent, which also drops
// place and time from them (the server does so again), and shown with their names. A photo that fails is sent as it is.
const LONGEST = 1600;

export function photos() {
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !("photos" in input.dataset)) return;
    const most = Number(input.dataset.photos) || 3;
    const small = await Promise.all([...input.files].slice(0, most).map(shrink));
    const transfer = new DataTransfer();
    small.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    show(input, small);
  });
}

async function shrink(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

function show(input, files) {
  let list = input.parentElement.querySelector(".file-list");
  if (!list) {
    list = document.createElement("ul");
    list.className = "file-list";
    input.after(list);
  }
  list.replaceChildren(
    ...files.map((file) => {
      const item = document.createElement("li");
      const picture = new Image();
      const reader = new FileReader(); // a data: address, which the policy allows; blob: is not allowed
      reader.onload = () => (picture.src = reader.result);
      reader.readAsDataURL(file);
      picture.alt = "";
      item.append(picture, file.name);
      return item;
    }),
  );
}
