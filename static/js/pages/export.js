// An archive while it is made: its journal as a list of steps that fills in. At the end the page is loaded anew, with the archive.
import "../lib/offline.js";
import { call } from "../lib/api.js";
import { Journal } from "../lib/journal.js";

const TYPES = ["progress", "reset", "end", "error"];
const ASK_EVERY_S = 4;
const making = document.getElementById("making");

function show(journal, event) {
  const bar = making.querySelector("progress");
  if (event.of) [bar.max, bar.value] = [event.of, event.done];
  const steps = journal.steps.map(({ words }, at) => {
    const line = document.createElement("li");
    line.textContent = words;
    line.className = at === journal.steps.length - 1 ? "now" : "";
    return line;
  });
  making.querySelector(".steps").replaceChildren(...steps);
}

// Where no event stream can be had, the order itself is asked.
function ask(order) {
  setInterval(async () => {
    const found = await call("GET", order).catch(() => null);
    if (found && !["queued", "running"].includes(found.status)) location.reload();
  }, ASK_EVERY_S * 1000);
}

function follow(order) {
  const journal = new Journal();
  const stream = new EventSource(`${order}events`);
  const take = (event) => {
    if (!journal.take(event)) return;
    show(journal, event);
    if (journal.ended) location.reload();
  };
  for (const type of TYPES) stream.addEventListener(type, (event) => event.data && take(JSON.parse(event.data)));
  stream.onerror = () => stream.readyState === EventSource.CLOSED && ask(order);
}

if (making) follow(making.dataset.order);
