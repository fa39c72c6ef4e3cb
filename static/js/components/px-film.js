// The film: larger and smaller, and over it the map of one finding at a time, as strong as the person likes.
import { onDo, slot, tell } from "../lib/parts.js";

const STEP = 1.4, MOST = 6, MOVE_PX = 60;
const KEYS = { "+": "larger", "=": "larger", "-": "smaller", 0: "whole" };
const ARROWS = { ArrowLeft: [-MOVE_PX, 0], ArrowRight: [MOVE_PX, 0], ArrowUp: [0, -MOVE_PX], ArrowDown: [0, MOVE_PX] };

export class PxFilm extends HTMLElement {
  connectedCallback() {
    this.stage = this.querySelector(".stage");
    this.sheet = this.querySelector(".sheet");
    this.overlay = this.querySelector(".overlay");
    this.zoom = 1;
    this.querySelector(".tools").hidden = false;
    onDo(this, { larger: () => this.to(this.zoom * STEP), smaller: () => this.to(this.zoom / STEP), whole: () => this.to(1), off: () => this.off() });
    this.querySelector("[type=range]").addEventListener("input", (event) => this.strength(event.target.value));
    this.stage.addEventListener("keydown", (event) => this.key(event));
    const findings = document.querySelectorAll("[data-do=overlay]");
    for (const button of findings) {
      button.hidden = false;
      button.addEventListener("click", () => this.toggle(button));
    }
  }

  key(event) {
    if (KEYS[event.key]) this.querySelector(`[data-do=${KEYS[event.key]}]`).click();
    else if (ARROWS[event.key]) this.stage.scrollBy(...ARROWS[event.key]);
    else return;
    event.preventDefault();
  }

  // The middle of what is seen stays in the middle.
  to(zoom) {
    const { stage } = this;
    const [x, y] = [(stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth, (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight];
    this.zoom = Math.min(Math.max(zoom, 1), MOST);
    this.sheet.style.width = `${100 * this.zoom}%`;
    stage.scrollTo(x * stage.scrollWidth - stage.clientWidth / 2, y * stage.scrollHeight - stage.clientHeight / 2);
  }

  toggle(button) {
    if (button.getAttribute("aria-pressed") === "true") return this.off();
    this.off();
    button.setAttribute("aria-pressed", "true");
    button.textContent = "Hide it again";
    this.overlay.src = button.dataset.url;
    this.overlay.hidden = slot(this, "opacity").hidden = slot(this, "off").hidden = false;
    tell(slot(this, "told"), `Where the model looked for ${button.dataset.label}. The map is coarse.`);
    this.scrollIntoView({ block: "nearest" });
  }

  off() {
    for (const button of document.querySelectorAll("[data-do=overlay]")) {
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Show on the film";
    }
    this.overlay.hidden = slot(this, "opacity").hidden = slot(this, "off").hidden = true;
    tell(slot(this, "told"), "");
  }

  strength(percent) {
    this.overlay.style.opacity = percent / 100;
  }
}

customElements.define("px-film", PxFilm);
