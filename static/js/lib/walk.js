// ‹ 1/2 ›: the versions of a message. Nothing is overwritten; the buttons ask the server to show another branch.
import { slot } from "./parts.js";

export function drawWalk(form, { index, of, previous, next }) {
  form.hidden = of < 2;
  slot(form, "index").textContent = index;
  slot(form, "of").textContent = of;
  for (const [name, id] of Object.entries({ previous, next })) {
    slot(form, name).value = id ?? "";
    slot(form, name).disabled = !id;
  }
}

export function walkOf(form) {
  return { index: Number(slot(form, "index").textContent) || 1, of: Number(slot(form, "of").textContent) || 1 };
}
