// The page is whole without this: forms post and a reload shows what came. With it nothing reloads, and what is asked next comes by itself.
import "../lib/offline.js";
import { kept } from "../lib/kept.js";
import { Line } from "../lib/socket.js";

const DRAFT = "interview-draft";
const AGAIN_S = 1;
const announcer = document.getElementById("announcer");
const region = () => document.getElementById("interview");
const box = () => document.getElementById("message");
let busy = false;

function show(html, address, edited = null) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("interview");
  if (!fresh) return location.assign(address);
  const typed = box()?.value ?? "";
  const open = [...document.querySelectorAll(".found details[open]")].map((one) => one.parentElement.parentElement.dataset.field);
  const focused = document.activeElement; // the title too: news may come twice, and who was led to it must not lose their place
  const wasTyping = focused === box() || focused === document.body || focused.id === "interview-title";
  const before = document.getElementById("question")?.textContent;
  region().replaceWith(fresh);
  for (const field of busy ? [] : open) fresh.querySelector(`[data-field="${field}"] details`)?.setAttribute("open", "");
  if (box() && !box().value && !busy) box().value = typed;
  const words = fresh.querySelector(".level strong, #question, .state, h1")?.textContent ?? "";
  if (edited || words !== before) announcer.textContent = edited ? "Saved." : words;
  const trouble = fresh.querySelector(".summary");
  if (trouble) trouble.focus();
  else if (edited) fresh.querySelector(`[data-field="${edited}"] summary`)?.focus();
  else if ((wasTyping || busy) && fresh.dataset.reading !== "yes") (box() ?? fresh.querySelector("h1")).focus();
}

async function renew() {
  if (busy) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer && !busy) show(await answer.text(), answer.url);
}

async function send(event) {
  const form = event.target.closest("#interview form");
  if (!form) return;
  event.preventDefault();
  if (busy) return;
  const sent = new FormData(form, event.submitter);
  busy = true;
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    if (answer.ok) {
      kept.set(DRAFT, "");
      history.replaceState(null, "", location.pathname);
    }
    show(await answer.text(), answer.url, answer.ok && sent.get("do") === "edit" ? form.closest("[data-field]").dataset.field : null);
  } catch {
    announcer.textContent = "This could not be sent. What you wrote is still here; please try again.";
  }
  busy = false;
  if (region()?.dataset.reading === "yes") renew();
}

document.addEventListener("submit", send);
document.addEventListener("input", (event) => event.target === box() && kept.set(DRAFT, box().value));
document.addEventListener("keydown", (event) => {
  const sends = event.target === box() && event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (!sends) return;
  event.preventDefault();
  box().form.requestSubmit();
});
if (box() && !box().value) box().value = kept.get(DRAFT) ?? "";

const line = new Line("/ws/wellness_profile/page", () => ({ last_id: region()?.dataset.lastId ?? "" }));
line.addEventListener("frame", (event) => event.detail.event && event.detail.id !== region()?.dataset.lastId && renew());
line.connect();
// An answer to an earlier question is followed by no event, and sometimes there is no socket: look while one is being read.
setInterval(() => region()?.dataset.reading === "yes" && renew(), AGAIN_S * 1000);
