// Draws an answer while it arrives: text nodes in plain blocks, at most once per frame. Headings, points, bold words and
// citations get their shape at once, so that little moves when the server's final HTML takes their place.
const POINT = /^\s*(?:[-*]|\d+[.)])\s+/;
const HEADING = /^#{1,6}\s+/;
const CITATION = /\[(\d{1,2})\]/;
const UNFINISHED = /(?<!\*)\*$|\[\d{0,2}$/;

export class Painter {
  // `anchor`: the message whose sources the citations lead to.
  constructor(box, anchor) {
    this.box = box;
    this.anchor = anchor;
    this.clear();
  }

  clear() {
    this.painted = 0;
    this.line = "";
    this.block = null;
    this.box.replaceChildren();
  }

  // `text` is the whole so far; what was painted before stays as it is.
  paint(text) {
    const lines = (this.line + text.slice(this.painted)).split("\n");
    this.painted = text.length;
    this.line = lines.pop();
    for (const line of lines) {
      this.draw(line);
      this.block = null;
    }
    this.draw(this.line);
  }

  draw(line) {
    if (!line.trim()) return;
    const tag = HEADING.test(line) ? "h3" : POINT.test(line) ? "li" : "p";
    if (this.block?.localName !== tag) this.begin(tag);
    const bold = line.replace(HEADING, "").replace(POINT, "").replace(UNFINISHED, "").split("**");
    this.block.replaceChildren(...bold.flatMap((part, at) => (at % 2 ? strong(part) : this.cited(part))));
  }

  cited(text) {
    return text.split(CITATION).map((part, at) => (at % 2 ? this.citation(part) : part));
  }

  citation(number) {
    const link = document.createElement("a");
    link.href = `#source-${this.anchor}-${number}`;
    link.textContent = number;
    return link;
  }

  begin(tag) {
    this.block?.remove();
    this.block = document.createElement(tag);
    if (tag !== "li") this.box.append(this.block);
    else (this.box.lastElementChild?.localName === "ul" ? this.box.lastElementChild : this.list()).append(this.block);
  }

  list() {
    const list = document.createElement("ul");
    this.box.append(list);
    return list;
  }
}

function strong(text) {
  const node = document.createElement("strong");
  node.textContent = text;
  return node;
}
