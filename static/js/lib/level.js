// The level banner. Drawn before any prose, from the first reply of the server; the same banner is never drawn twice, so that
// a screen reader hears its alert once.
import { part, slot, tell } from "./parts.js";

const URGENT = new Set(["call_now", "ed_now"]);

export function isUrgent(triage) {
  return URGENT.has(triage?.level);
}

export function drawLevel(box, triage) {
  if (!triage?.level || isDrawn(box, triage)) return;
  const level = part(`px-level-${triage.level}`);
  if (triage.action) slot(level, "action").textContent = triage.action;
  tell(slot(level, "why"), triage.reasons?.length ? `Because of: ${triage.reasons.join(", ")}.` : "");
  slot(level, "numbers")?.replaceChildren(...(triage.numbers ?? []).map(call));
  box.replaceChildren(level);
  box.hidden = false;
}

function isDrawn(box, triage) {
  const level = box.firstElementChild;
  return level?.dataset.level === triage.level && (!triage.action || slot(level, "action").textContent === triage.action);
}

function call({ number, label }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const small = document.createElement("small");
  link.href = `tel:${number}`;
  small.textContent = label ?? "";
  link.append(`Call ${number} `, small);
  item.append(link);
  return item;
}
