// Where a film is chosen: by button, by dropping it, or by pasting it. What is too large is told before it is sent.
import { slot, tell } from "../lib/parts.js";

const MIB = 1024 * 1024;

export class PxUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.querySelector("input[type=file]");
    this.drop = this.querySelector(".drop");
    this.querySelector(".ways").hidden = false;
    this.input.addEventListener("change", () => this.chosen());
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.drop.addEventListener("dragover", (event) => this.over(event, true));
    this.drop.addEventListener("dragleave", (event) => this.over(event, false));
    this.drop.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
    document.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    addEventListener("pageshow", () => this.sending(false));
  }

  over(event, yes) {
    event.preventDefault();
    this.drop.classList.toggle("over", yes);
  }

  take(event, data) {
    this.drop.classList.remove("over");
    if (!data?.files.length) return; // text that is pasted goes where it was meant to
    event.preventDefault();
    const chosen = new DataTransfer();
    chosen.items.add(data.files[0]);
    this.input.files = chosen.files;
    this.chosen();
  }

  chosen() {
    const file = this.input.files[0];
    tell(slot(this, "chosen"), file ? `${file.name}, ${(file.size / MIB).toFixed(1)} MB` : "");
    const over = file && file.size > Number(this.dataset.bytes);
    tell(slot(this, "wrong"), over ? `This file is larger than ${this.dataset.mib} MB. Please export it smaller.` : "");
    this.input.toggleAttribute("aria-invalid", Boolean(over));
    return !over;
  }

  submit(event) {
    if (!this.chosen()) return event.preventDefault();
    this.sending(true);
  }

  sending(yes) {
    const button = this.querySelector("button");
    button.disabled = yes;
    button.textContent = yes ? "Sending the film" : "Send the film";
  }
}

customElements.define("px-upload", PxUpload);
