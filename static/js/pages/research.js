// A search while it runs: its journal as a list of steps that fills in. At the end the page is loaded anew, with the answer.
import "../lib/offline.js";
import { call } from "../lib/api.js";
import { Journal } from "../lib/journal.js";

const TYPES = ["delta", "source", "tool", "progress", "reset", "end", "error"];
const ASK_EVERY_S = 4;
const working = document.getElementById("working");

function show(journal) {
  const steps = journal.steps.map(({ words, done }) => {
    const line = document.createElement("li");
    line.textContent = words;
    line.dataset.state = done ? "done" : "now";
    return line;
  });
  working.querySelector(".steps").replaceChildren(...steps);
}

// Where no event stream can be had, the search itself is asked.
function ask(search) {
  setInterval(async () => {
    const found = await call("GET", search).catch(() => null);
    if (found && !["queued", "running"].includes(found.status)) location.reload();
  }, ASK_EVERY_S * 1000);
}

function follow(search) {
  const journal = new Journal();
  const stream = new EventSource(`${search}events`);
  const take = (event) => {
    if (!journal.take(event)) return;
    show(journal);
    if (journal.ended) location.reload();
  };
  for (const type of TYPES) stream.addEventListener(type, (event) => event.data && take(JSON.parse(event.data)));
  stream.onerror = () => stream.readyState === EventSource.CLOSED && ask(search);
}

if (working) follow(working.dataset.search);

// A citation leads to its source, and the keyboard goes with it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#source-"]');
  const source = link && document.getElementById(link.hash.slice(1));
  if (!source) return;
  event.preventDefault();
  source.focus({ preventScroll: true });
  source.scrollIntoView({ block: "nearest" });
});
