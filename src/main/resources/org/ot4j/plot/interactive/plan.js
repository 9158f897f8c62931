/**
 * Points that can be dragged, or moved by the arrow keys, and the optimal plan between them; with a slider
 * for ε, the entropic one.
 *
 * @param scene svg (axes, title), axes (where they are), x and y (points), colors, ink, epsilon (low, high,
 *     value) or null
 */
function planPicture(box, scene) {
  const { axes, x, y, epsilon } = scene;
  const stage = element("div");
  stage.innerHTML = scene.svg; // made by the library, which escapes all texts
  const svg = stage.querySelector("svg");
  const arcs = element("g"), points = element("g");
  svg.append(arcs, points);
  const told = element("output", { "aria-live": "polite", style: "display:block;margin:4px 42px" });
  box.append(stage);

  const column = (px) => axes.left + (axes.width * (px - axes.xLow)) / (axes.xHigh - axes.xLow);
  const line = (py) => axes.top + (axes.height * (axes.yHigh - py)) / (axes.yHigh - axes.yLow);
  const inside = (value, low, high) => Math.min(high, Math.max(low, value));
  let strength = epsilon ? epsilon.value : 0;

  function place(point, to) {
    point.at[0] = inside(to[0], axes.xLow, axes.xHigh);
    point.at[1] = inside(to[1], axes.yLow, axes.yHigh);
    draw();
  }

  function movable(at, kind, number, color) {
    const dot = element("circle", {
      r: 6, fill: color, tabindex: 0, role: "button", "aria-roledescription": "movable point",
      style: "cursor:grab;touch-action:none",
    });
    const point = { at, dot, name: `${kind} ${number + 1}` };
    dot.addEventListener("pointerdown", (event) => {
      dot.setPointerCapture(event.pointerId);
      dot.focus();
      event.preventDefault();
    });
    dot.addEventListener("pointermove", (event) => {
      if (!dot.hasPointerCapture(event.pointerId)) return;
      const seen = svg.getBoundingClientRect();
      const px = ((event.clientX - seen.left) * svg.viewBox.baseVal.width) / seen.width;
      const py = ((event.clientY - seen.top) * svg.viewBox.baseVal.height) / seen.height;
      place(point, [
        axes.xLow + ((px - axes.left) / axes.width) * (axes.xHigh - axes.xLow),
        axes.yHigh - ((py - axes.top) / axes.height) * (axes.yHigh - axes.yLow),
      ]);
    });
    dot.addEventListener("keydown", (event) => {
      const way = arrow(event);
      if (!way) return;
      const step = (axes.xHigh - axes.xLow) / 50;
      place(point, [at[0] + way[0] * step, at[1] + way[1] * step]);
    });
    points.append(dot);
    return point;
  }

  const sources = x.map((at, i) => movable(at, "source", i, scene.colors[0]));
  const targets = y.map((at, j) => movable(at, "target", j, scene.colors[1]));

  function masses(costs) {
    if (epsilon) return sinkhorn(costs, strength);
    const columnOf = assignment(costs);
    return costs.map((row, i) => row.map((_, j) => (columnOf[i] === j ? 1 / x.length : 0)));
  }

  function draw() {
    const costs = x.map((a) => y.map((b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2));
    const plan = masses(costs);
    const most = Math.max(...plan.flat());
    let cost = 0;
    arcs.replaceChildren();
    plan.forEach((row, i) => row.forEach((mass, j) => {
      cost += mass * costs[i][j];
      if (mass < 0.02 * most) return;
      arcs.append(element("line", {
        x1: column(x[i][0]), y1: line(x[i][1]), x2: column(y[j][0]), y2: line(y[j][1]),
        stroke: scene.ink, "stroke-opacity": (0.7 * mass) / most, class: scene.inkClass,
      }));
    }));
    for (const { at, dot, name } of [...sources, ...targets]) {
      dot.setAttribute("cx", column(at[0]));
      dot.setAttribute("cy", line(at[1]));
      dot.setAttribute("aria-label", `${name} at ${digits(at[0])}, ${digits(at[1])}; arrow keys move it`);
    }
    told.dataset.cost = cost;
    told.textContent = `cost ⟨C, P⟩ = ${digits(cost)}` + (epsilon ? `, ε = ${digits(strength)}` : "");
  }

  if (epsilon) {
    const label = element("label", { style: "display:block;margin:4px 42px" }, "ε ");
    const slider = element("input", { type: "range", min: 0, max: 100, step: 1, style: "width:70%;vertical-align:middle" });
    const ratio = Math.log(epsilon.high / epsilon.low);
    slider.value = Math.round((100 * Math.log(epsilon.value / epsilon.low)) / ratio);
    const name = () => slider.setAttribute("aria-valuetext", digits(strength));
    slider.addEventListener("input", () => {
      strength = epsilon.low * Math.exp((ratio * slider.value) / 100);
      name();
      draw();
    });
    name();
    label.append(slider);
    box.append(label);
  }
  box.append(told);
  draw();
}
