// Reads an answer to a screen reader sentence by sentence; token by token nobody could follow it.
const SENTENCE = /^[^\n]*?(?:[.!?](?:\[\d+\])*(?=\s)|\n)/;
const MARKS = /^\s*(?:#+|[-*]|\d+[.)])\s|\*+|\[\d+\]/g; // of Markdown, and citations: nobody wants to hear them

export class Announcer {
  constructor(region) {
    this.region = region;
    this.rest = "";
  }

  add(text) {
    this.rest += text;
    for (let found; (found = this.rest.match(SENTENCE)); this.rest = this.rest.slice(found[0].length)) this.say(found[0]);
  }

  end(words = "") {
    this.say(this.rest);
    this.say(words);
    this.rest = "";
  }

  forget() {
    this.rest = "";
    this.region.replaceChildren();
  }

  say(text) {
    const words = text.replace(MARKS, "").trim();
    if (!words) return;
    const line = document.createElement("p");
    line.textContent = words;
    this.region.append(line);
    while (this.region.childElementCount > 40) this.region.firstChild.remove();
  }
}
