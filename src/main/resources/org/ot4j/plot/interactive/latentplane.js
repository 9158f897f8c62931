/**
 * A map of decoded pictures, and beside it the picture at the mouse, blended from the four pictures around
 * that point. Arrow keys move the point.
 *
 * @param scene sheet (all pictures in one, as a data URL), side (pictures in each row), width and height of
 *     one, codes (first coordinates of columns, second ones of rows), title
 */
function latentPlanePicture(box, scene) {
  const { side, width, height, codes } = scene;
  const zoom = Math.max(1, Math.floor(280 / width));
  const size = { w: Math.max(280, side * width), h: Math.max(Math.round((280 * height) / width), side * height) };
  const row = element("div", { style: "display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start;padding:8px" });
  const map = element("div", {
    tabindex: 0, role: "application", "aria-roledescription": "latent plane",
    style: `position:relative;width:${size.w}px;height:${size.h}px;cursor:crosshair;touch-action:none`,
  });
  const sheet = element("img", { src: scene.sheet, alt: "", draggable: false, style: "width:100%;height:100%;image-rendering:pixelated" });
  const mark = element("div", {
    style: "position:absolute;width:10px;height:10px;margin:-7px;border:2px solid #d55e00;border-radius:50%;pointer-events:none;background:#fff8",
  });
  const canvas = element("canvas", { width, height, role: "img", style: `width:${zoom * width}px;height:${zoom * height}px;image-rendering:pixelated` });
  const told = element("output", { "aria-live": "polite", style: "display:block;font-variant-numeric:tabular-nums" });
  const right = element("div");
  right.append(canvas, told);
  map.append(sheet, mark);
  row.append(map, right);
  if (scene.title) box.append(element("div", { style: "font-weight:bold;padding:8px 8px 0" }, scene.title));
  box.append(row);

  const at = [(side - 1) / 2, (side - 1) / 2]; // column and row, from the upper left
  const between = (values, t) => {
    const low = Math.min(values.length - 2, Math.floor(t));
    return side === 1 ? values[0] : values[low] + (t - low) * (values[low + 1] - values[low]);
  };

  function draw() {
    const pen = canvas.getContext("2d");
    pen.globalCompositeOperation = "source-over";
    pen.globalAlpha = 1;
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, width, height);
    pen.globalCompositeOperation = "lighter"; // a sum with weights
    const [c, r] = at.map((t) => Math.max(0, Math.min(side - 2, Math.floor(t))));
    for (const [dc, dr] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
      const weight = (dc ? at[0] - c : 1 - (at[0] - c)) * (dr ? at[1] - r : 1 - (at[1] - r));
      if (weight <= 0 || c + dc >= side || r + dr >= side) continue;
      pen.globalAlpha = weight;
      pen.drawImage(sheet, (c + dc) * width, (r + dr) * height, width, height, 0, 0, width, height);
    }
    mark.style.left = `${(100 * (at[0] + 0.5)) / side}%`;
    mark.style.top = `${(100 * (at[1] + 0.5)) / side}%`;
    const z = `z = (${digits(between(codes[0], at[0]))}, ${digits(between(codes[1], at[1]))})`;
    told.textContent = z;
    canvas.setAttribute("aria-label", `picture decoded at ${z}`);
    map.setAttribute("aria-label", `${z}; arrow keys move the point`);
  }

  function move(column, line) {
    at[0] = Math.max(0, Math.min(side - 1, column));
    at[1] = Math.max(0, Math.min(side - 1, line));
    draw();
  }

  map.addEventListener("pointermove", (event) => {
    const seen = map.getBoundingClientRect();
    move((side * (event.clientX - seen.left)) / seen.width - 0.5, (side * (event.clientY - seen.top)) / seen.height - 0.5);
  });
  map.addEventListener("keydown", (event) => {
    const way = arrow(event);
    if (way) move(at[0] + way[0] / 4, at[1] - way[1] / 4);
  });
  sheet.addEventListener("load", draw);
  if (sheet.complete) draw();
}
