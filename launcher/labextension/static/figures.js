// Plotly's figures in JupyterLab: drawn when they come into view, in the theme that JupyterLab has.
//
// Plotly's own renderer shows a figure's picture until the mouse comes, and then stores another
// picture, as wide as the page, in the notebook. It is kept for all but that. There is nothing to
// build here: JupyterLab loads an extension as a container of modules, and this is one by hand.
(function () {
  const PLOTLY = "application/vnd.plotly.v1+json";
  const CHART = "application/vnd.ot4j.chart"; // SVG with names for what is dark on light ground
  const SCENE = "application/vnd.ot4j.interactive.v1+json"; // for ot4jInteractive, which the set-up adds
  const RANK = 40; // before HTML and pictures
  const TEMPLATES = {}; // the set-up puts plotly's colours here
  let shared;

  const isDark = () => document.body.dataset.jpThemeLight === "false";

  /** The layout; of a film without its button for readers who asked their system for less motion. */
  function calmed({ layout = {}, frames = [] }) {
    const still = frames.length && matchMedia("(prefers-reduced-motion: reduce)").matches;
    return still ? { ...layout, updatemenus: [] } : layout;
  }

  /** A figure of ours that follows the reader's theme, or of somebody else without colours. */
  function dressed(figure) {
    const layout = calmed(figure);
    const auto = layout.meta && layout.meta.ot4j === "auto";
    if (layout.template && !auto) return { ...figure, layout };
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

  /** A picture that answers the mouse. */
  const scenes = (Widget) => ({
    safe: false,
    mimeTypes: [SCENE],
    createRenderer() {
      const widget = new Widget();
      widget.addClass("ot4j-scene");
      widget.renderModel = async (model) => ot4jInteractive.mount(widget.node, model.data[SCENE]);
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
        registry.addFactory(scenes(Widget), RANK);
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
