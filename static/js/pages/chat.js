import "../lib/offline.js";
import "../components/px-composer.js";
import "../components/px-message-list.js";
import "../components/px-talk.js";
import "../components/px-talk-tools.js";
import "../components/px-talks.js";

const starters = document.querySelector("[data-starters]");
if (starters) {
  starters.hidden = false;
  starters.addEventListener("click", (event) => {
    const starter = event.target.closest("button");
    if (starter) document.querySelector("px-composer").start(starter.textContent);
  });
}

// An open menu closes by a click beside it, and by Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
