/**
 * Drawings that follow each other, with a button and a slider; for readers who asked their system for less
 * motion the slider alone.
 *
 * @param scene frames (SVG), captions, millis (how long each is shown), rest (how much longer the last)
 */
function filmPicture(box, scene) {
  const { frames, captions, millis, rest } = scene;
  const stage = element("div");
  const drawings = frames.map((svg) => {
    const one = element("div");
    one.innerHTML = svg; // made by the library, which escapes all texts
    stage.append(one);
    return one;
  });
  const controls = element("div", { style: "display:flex;gap:8px;align-items:center;padding:4px 8px;max-width:420px" });
  const button = element("button", { type: "button", "aria-label": "play" }, "▶");
  const slider = element("input", { type: "range", min: 0, max: frames.length - 1, step: 1, value: 0, "aria-label": "frame", style: "flex:1" });
  const caption = element("output");
  controls.append(button, slider, caption);
  box.append(stage, controls);
  let timer = 0;

  function show(i) {
    slider.value = i;
    drawings.forEach((one, k) => { one.hidden = k !== i; });
    caption.textContent = captions[i];
    slider.setAttribute("aria-valuetext", captions[i]);
  }

  function play(on) {
    clearTimeout(timer);
    timer = 0;
    button.textContent = on ? "❚❚" : "▶";
    button.setAttribute("aria-label", on ? "pause" : "play");
    if (!on) return;
    const next = () => {
      if (!box.isConnected) return;
      const i = (Number(slider.value) + 1) % frames.length;
      show(i);
      timer = setTimeout(next, millis + (i === frames.length - 1 ? rest : 0));
    };
    timer = setTimeout(next, millis);
  }

  button.addEventListener("click", () => play(!timer));
  slider.addEventListener("input", () => {
    play(false);
    show(Number(slider.value));
  });
  button.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
  show(0);
}
