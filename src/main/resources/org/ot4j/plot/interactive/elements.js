/** An element with attributes and text, which is never read as markup. */
function element(name, attributes = {}, text = "") {
  const svg = ["g", "line", "circle"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/** A number with three digits, as in "−1.20". */
function digits(value) {
  return value.toPrecision(3).replace("-", "−");
}

/** Where an arrow key points to: right and up count as 1; null for other keys. */
function arrow(event) {
  const at = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!at || event.ctrlKey || event.metaKey || event.altKey) return null;
  event.preventDefault();
  event.stopPropagation();
  return at.map((step) => step * (event.shiftKey ? 5 : 1));
}
