// An answer that failed or broke off: what happened, what was kept, what can be done, and when.
import { slot } from "./parts.js";

export class Trouble {
  constructor(box) {
    this.box = box;
    this.again = box.querySelector("[data-do=again]");
  }

  show(status, error) {
    this.hide();
    if (!error) return;
    slot(this.box, "words").textContent = error.detail;
    this.box.querySelector("[data-do=continue]").hidden = status !== "interrupted";
    this.again.textContent = this.label = status === "interrupted" ? "Write it anew" : "Try again";
    this.again.hidden = !error.retryable;
    this.box.hidden = false;
    if (error.retry_after) this.countDown(Math.ceil(error.retry_after));
  }

  hide() {
    clearTimeout(this.timer);
    this.again.disabled = false;
    this.box.hidden = true;
  }

  countDown(left) {
    this.again.disabled = left > 0;
    this.again.textContent = left > 0 ? `${this.label} in ${left} s` : this.label;
    if (left > 0) this.timer = setTimeout(() => this.countDown(left - 1), 1000);
  }
}
