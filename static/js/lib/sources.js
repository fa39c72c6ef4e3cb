// Numbered sources beside an answer, and the way from a citation to its source.
import { part, slot, tell } from "./parts.js";

const MANY = 3;
const NARROW = "(max-width: 75rem)"; // where sources stand below the text, as in chat.css

export function drawSources(aside, messageId, sources) {
  slot(aside, "source-list").replaceChildren(...sources.map((source) => drawn(messageId, source)));
  slot(aside, "source-count").textContent = sources.length;
  aside.hidden = !sources.length;
  foldSources(aside);
}

// A long list below the text would push the talk apart; it opens by its heading or by a citation.
export function foldSources(aside) {
  const many = slot(aside, "source-list").childElementCount > MANY;
  aside.querySelector(".all").open = !(many && matchMedia(NARROW).matches);
}

function drawn(messageId, source) {
  const item = part("px-source");
  item.firstElementChild.id = `source-${messageId}-${source.n}`;
  for (const name of ["n", "title", "publisher"]) slot(item, name).textContent = source[name] ?? "";
  tell(slot(item, "quote"), source.quote);
  slot(item, "checked").textContent = source.checked_on ? `Link checked ${source.checked_on}` : "Link not yet checked";
  slot(item, "badges").replaceChildren(...(source.badges ?? []).flatMap((words) => [badge(words), " "]));
  const link = slot(item, "url");
  link.hidden = !isWeb(source.url);
  if (!link.hidden) link.href = source.url;
  return item;
}

function badge(words) {
  const node = document.createElement("span");
  node.className = "badge";
  node.textContent = words;
  return node;
}

function isWeb(url) {
  return /^https?:\/\//i.test(url ?? "");
}

export function openCited(event) {
  const link = event.target.closest?.('a[href^="#source-"]');
  const source = link && document.getElementById(link.hash.slice(1));
  if (!source) return;
  event.preventDefault();
  source.open = source.closest(".all").open = true;
  source.querySelector("summary").focus({ preventScroll: true });
  source.scrollIntoView({ block: "nearest" });
}
