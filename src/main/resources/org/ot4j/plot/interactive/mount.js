/** Puts an interactive picture in an element of the page. */
function mount(box, scene) {
  const pictures = { plan: planPicture, latentPlane: latentPlanePicture, film: filmPicture };
  const inner = element("div", { role: "group", "aria-label": scene.label, "data-lm-suppress-shortcuts": "true" });
  box.replaceChildren(inner);
  pictures[scene.kind](inner, structuredClone(scene));
}

// The one name that all these files add to a page.
globalThis.ot4jInteractive = { mount, assignment, sinkhorn };
