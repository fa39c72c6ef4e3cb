// The list of talks, found again by their words.
import { call } from "../lib/api.js";
import { tell } from "../lib/parts.js";

const PAUSE_MS = 250;

export class PxTalks extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ul");
    this.field = this.querySelector("[type=search]");
    this.field.addEventListener("input", () => this.later());
    document.addEventListener("px-named", (event) => this.named(event.detail));
    document.addEventListener("px-opened", () => this.querySelector(".new").removeAttribute("aria-current"));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(this.field.value.trim()), PAUSE_MS);
  }

  async search(words) {
    try {
      const found = await call("GET", `${this.dataset.api}?q=${encodeURIComponent(words)}`);
      if (words !== this.field.value.trim()) return; // an older question was answered late
      this.list.replaceChildren(...found.map((talk) => this.item(talk)));
      this.none(found.length ? "" : words ? "No talk holds these words." : "No talk yet.");
    } catch (problem) {
      this.none(problem.words ?? "There is no connection, so your talks cannot be searched.");
    }
  }

  item({ id, title }) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const words = document.createElement("span");
    link.href = `${this.dataset.page}${id}/`;
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    words.dir = "auto";
    words.textContent = title || "New talk";
    link.append(words);
    item.append(link);
    return item;
  }

  named(talk) {
    const link = [...this.list.querySelectorAll("a")].find((one) => one.pathname === `${this.dataset.page}${talk.id}/`);
    if (link) link.querySelector("span").textContent = talk.title;
    else this.list.prepend(this.item(talk));
    this.none("");
  }

  none(words) {
    tell(this.querySelector(".none"), words);
  }
}

customElements.define("px-talks", PxTalks);
