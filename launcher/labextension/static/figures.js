// Plotly's figures in JupyterLab: drawn when they come into view, in the theme that JupyterLab has.
//
// Plotly's own renderer shows a figure's picture until the mouse comes, and then stores another
// picture, as wide as the page, in the notebook. It is kept for all but that. There is nothing to
// build here: JupyterLab loads an extension as a container of modules, and this is one by hand.
(function () {
  const PLOTLY = "application/vnd.plotly.v1+json";
  const CHART = "application/vnd.ot4j.chart"; // SVG with names for what is dark on light ground
  const RANK = 40; // before HTML and pictures
  const TEMPLATES = {}; // the set-up puts plotly's colours here
  let shared;

  const isDark = () => document.body.dataset.jpThemeLight === "false";

  /** A figure of ours that follows the reader's theme, or of somebody else without colours. */
  function dressed(figure) {
    const layout = figure.layout || {};
    const auto = layout.meta && layout.meta.ot4j === "auto";
    if (layout.template && !auto) return figure;
    if (!auto && !isDark()) return { ...figure, layout: { ...layout } };
    return { ...figure, layout: { ...layout, template: isDark() ? TEMPLATES.dark : TEMPLATES.light } };
  }

  /** What plotly's renderer gets in place of the cell's output, which it is not to change. */
  function copy(model) {
    return {
      trusted: model.trusted,
      metadata: model.metadata,
      data: { ...model.data, [PLOTLY]: dressed(model.data[PLOTLY]) },
      setData() {},
    };
  }

  const open = new Set();
  const follow = () => open.forEach((figure) => figure.draw());

  function following(widget) {
    const render = widget.renderModel;
    if (!render || !widget.createGraph) return widget; // another version of plotly's renderer
    let model, drawn = false;
    const figure = {
      draw() {
        if (drawn && model && !widget.isDisposed) widget.createGraph(copy(model));
      },
    };
    const seen = new IntersectionObserver((entries) => {
      if (!drawn && model && entries.some((entry) => entry.isIntersecting)) {
        drawn = true;
        figure.draw();
      }
    }, { rootMargin: "300px" });
    seen.observe(widget.node);
    open.add(figure);
    widget.disposed.connect(() => {
      seen.disconnect();
      open.delete(figure);
    });
    widget.renderModel = (given) => {
      model = given;
      if (drawn) return widget.createGraph(copy(model));
      if (!model.data["image/png"]) drawn = true; // drawn at once
      return render.call(widget, copy(model));
    };
    return widget;
  }

  /** A drawing of ours stands in the page itself, whose style gives it its colours. */
  const drawings = (Widget) => ({
    safe: false,
    mimeTypes: [CHART],
    createRenderer() {
      const widget = new Widget();
      widget.addClass("jp-RenderedSVG");
      widget.renderModel = async (model) => {
        const picture = model.metadata["image/png"] || {};
        widget.node.innerHTML = model.data[CHART];
        widget.node.setAttribute("role", "img");
        widget.node.setAttribute("aria-label", picture.alt || "picture");
      };
      return widget;
    },
  });

  function style() {
    const rules = document.createElement("style");
    rules.textContent = TEMPLATES.svg.replaceAll(".ot4j", 'body[data-jp-theme-light="false"] .ot4j');
    document.head.append(rules);
  }

  async function module(name) {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  }

  async function plugin() {
    const { IRenderMimeRegistry, RenderMimeRegistry } = await module("@jupyterlab/rendermime");
    const { Widget } = await module("@lumino/widgets");
    const create = RenderMimeRegistry.prototype.createRenderer;
    RenderMimeRegistry.prototype.createRenderer = function (type) {
      const widget = create.call(this, type);
      return type === PLOTLY ? following(widget) : widget;
    };
    return {
      id: "ot4j-figures:plugin",
      autoStart: true,
      requires: [IRenderMimeRegistry],
      activate(app, registry) {
        style();
        registry.addFactory(drawings(Widget), RANK);
        new MutationObserver(follow).observe(document.body, {
          attributes: true,
          attributeFilter: ["data-jp-theme-light"],
        });
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["ot4j-figures"] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const found = await plugin();
      return () => ({ __esModule: true, default: found });
    },
  };
})();
