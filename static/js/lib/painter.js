// Draws an answer while it arrives: text nodes in plain blocks, at most once per frame. Headings, points and bold words get
// their shape at once, so that little moves when the server's final HTML takes their place.
const POINT = /^\s*(?:[-*]|\d+[.)])\s+/;
const HEADING = /^#{1,6}\s+/;

export class Painter {
  constructor(box) {
    this.box = box;
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
    const bold = line.replace(HEADING, "").replace(POINT, "").replace(/(?<!\*)\*$/, "").split("**");
    this.block.replaceChildren(...bold.map((part, at) => (at % 2 ? strong(part) : part)));
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
