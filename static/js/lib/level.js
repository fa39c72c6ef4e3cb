// The level banner. Drawn before any prose, from the first reply of the server; the same banner is never drawn twice, so that
// a screen reader hears its alert once.
import { part, slot, tell } from "./parts.js";

const MOST_REASONS = 4;
const URGENT = new Set(["call_now", "ed_now"]);

export function isUrgent(triage) {
  return URGENT.has(triage?.level) || triage?.crisis === true; // violence at home is a crisis whatever its level
}

export function drawLevel(box, triage) {
  if (!triage?.level || isDrawn(box, triage)) return;
  const level = part(`px-level-${triage.level}`);
  if (triage.action) slot(level, "action").textContent = triage.action;
  tell(slot(level, "why"), triage.reasons?.length ? `Because of: ${triage.reasons.slice(0, MOST_REASONS).join(", ")}.` : "");
  const numbers = triage.numbers ?? [];
  slot(level, "numbers").replaceChildren(...numbers.map(call));
  slot(level, "numbers").hidden = !numbers.length;
  box.replaceChildren(level);
  box.hidden = false;
}

function isDrawn(box, triage) {
  const level = box.firstElementChild;
  return level?.dataset.level === triage.level && (!triage.action || slot(level, "action").textContent === triage.action);
}

function call({ number, label, url, note }) {
  const item = part("px-number");
  const scheme = label.includes("by text message") ? "sms" : "tel";
  slot(item, "link").href = number ? `${scheme}:${number.replaceAll(" ", "")}` : url;
  slot(item, "number").textContent = label === "Emergency" ? `Call ${number}` : number;
  slot(item, "label").textContent = label;
  tell(slot(item, "note"), note);
  return item;
}
