// Parts of the page come from its <template> elements, so that server and script draw the same shape.
export function part(name) {
  return document.getElementById(name).content.firstElementChild.cloneNode(true);
}

export function slot(root, name) {
  return root.querySelector(`[data-slot="${name}"]`);
}

// Text as a text node; without text the place is hidden.
export function tell(node, text) {
  node.textContent = text ?? "";
  node.hidden = !text;
}

export function tellAll(list, texts) {
  list.replaceChildren(
    ...texts.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }),
  );
  list.hidden = !texts.length;
}

// Where a button goes away by being used, the focus goes on to what it brought.
export function focusOn(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

// One listener for all buttons of a part: data-do names the method.
export function onDo(root, actions) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && root.contains(button)) actions[button.dataset.do]?.(button);
  });
}
