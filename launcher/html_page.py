"""Writes a notebook as one HTML page that needs no internet.

Figures are plotly's JSON with a PNG. The page contains plotly's script once, which draws all figures, and
ours for interactive pictures; where scripts do not run it shows the PNGs.
"""

import copy
import json
import os
import re
from html import escape
from pathlib import Path

import plotly
from nbconvert import HTMLExporter

import whole

DARK = "screen and (prefers-color-scheme: dark)"
TEMPLATES = Path(__file__).parent.parent / "src/main/resources/org/ot4j/plot/templates.json"
SVG = "application/vnd.ot4j.chart"
PLOTLY = "application/vnd.plotly.v1+json"
SCENE = "application/vnd.ot4j.interactive.v1+json"

FIGURE = """\
<div class="ot4j-figure tex2jax_ignore" id="{id}"><noscript>{picture}</noscript></div>
<script>{draw}("{id}", {data});</script>"""

INTERACTIVE = """\
<script>
(function () {{
{files}}})();
function ot4jScene(id, scene) {{ ot4jInteractive.mount(document.getElementById(id), scene); }}
</script>
</head>"""

# Module loaders would hide plotly's global, so none is visible to the script.
SCRIPT = """\
<script>(function (define, module, exports) {{
{plotly}
}}).call(window, undefined, undefined, undefined);
function ot4jFigure(id, figure) {{
  var box = document.getElementById(id);
  var layout = figure.layout || {{}};
  var auto = layout.meta && layout.meta.ot4j === "auto";
  var templates = {templates};
  var dark = matchMedia("{dark}");
  function template() {{ return dark.matches ? templates.dark : auto ? templates.light : null; }}
  var follows = auto || !layout.template;
  if (follows) {{
    layout.template = template();
    dark.addEventListener("change", function () {{ Plotly.relayout(box, {{template: template()}}); }});
  }}
  var frames = figure.frames || [];
  if (frames.length && matchMedia("(prefers-reduced-motion: reduce)").matches) layout.updatemenus = [];
  Plotly.newPlot(box, {{data: figure.data, layout: layout, frames: frames, config: {{responsive: true, displayModeBar: false}}}});
}}
</script>
</head>"""


MATH = re.compile(r"\$[^$]+\$|\\[(\[]|\\begin\{")

# Everything that MathJax would download later is in the script or switched off.
FORMULAS = """\
<script>
window.MathJax = {{
  tex: {{inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], processEscapes: true}},
  options: {{enableMenu: false, ignoreHtmlClass: "tex2jax_ignore", processHtmlClass: "tex2jax_process"}}
}};
</script>
<script>{mathjax}</script>
</head>"""


def write_page(notebook, path):
    page = copy.deepcopy(notebook)
    figures, scenes = replace_figures(page)
    exporter = HTMLExporter(template_name="lab", embed_images=True)
    exporter.require_js_url = ""
    exporter.jquery_url = ""
    exporter.mathjax_url = ""
    exporter.widget_renderer_url = ""
    exporter.mermaid_js_url = ""
    html, _ = exporter.from_notebook_node(page, resources={"metadata": {"name": path.stem}})
    html = html.replace("</head>", PAPER + dark_colours() + "</head>", 1)
    if scenes:
        files = sorted((TEMPLATES.parent / "interactive").glob("*.js"))
        text = INTERACTIVE.format(files="\n".join(f.read_text(encoding="utf-8") for f in files))
        html = html.replace("</head>", text, 1)
    if figures:
        script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
        text = SCRIPT.format(
            plotly=script.read_text(encoding="utf-8"),
            templates=TEMPLATES.read_text(encoding="utf-8").strip(), dark=DARK,
        )
        html = html.replace("</head>", text, 1)
    if any(MATH.search(c.source) for c in page.cells if c.cell_type == "markdown"):
        script = Path(os.environ["OT4J_LIB"]) / "tex-svg-full.js"
        text = FORMULAS.format(mathjax=script.read_text(encoding="utf-8"))
        html = html.replace("</head>", text, 1)
    whole.write(path, html)
    return path


# Paper does not scroll.
PAPER = "<style>@media print { .jp-Notebook pre { white-space: pre-wrap; overflow-wrap: anywhere } }</style>\n"


def dark_colours():
    """JupyterLab's dark theme for readers who prefer it; printed pages are light."""
    for folder in HTMLExporter(template_name="lab").template_paths:
        css = Path(folder) / "static" / "theme-dark.css"
        if css.exists():
            rules = json.loads(TEMPLATES.read_text(encoding="utf-8"))["svg"]
            return f"<style>@media {DARK} {{\n{css.read_text(encoding='utf-8')}\n{rules}\n}}</style>\n"
    return ""


def replace_figures(notebook):
    """Replaces outputs of plotly's and of our own by HTML that draws itself; returns how many there are."""
    figures = scenes = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if SVG in data:
                alt = output.metadata.get("image/png", {}).get("alt", "picture")
                label = escape(alt, quote=True)
                data["text/html"] = f'<div role="img" aria-label="{label}">{data.pop(SVG)}</div>'
                del data["image/png"]
            elif PLOTLY in data:
                figures += 1
                data["text/html"] = drawn(f"ot4j-figure-{figures}", "ot4jFigure", data, PLOTLY)
            elif SCENE in data:
                scenes += 1
                data["text/html"] = drawn(f"ot4j-scene-{scenes}", "ot4jScene", data, SCENE)
    return figures, scenes


def drawn(name, draw, data, kind):
    """HTML in which a script draws an output, and a picture stands where no script runs."""
    # "</script" and "<!--" would end the script, and all figures after it.
    figure = json.dumps(data.pop(kind)).replace("<", "\\u003c")
    picture = ""
    if "image/png" in data:
        png = escape(data.pop("image/png").strip())
        picture = f'<img src="data:image/png;base64,{png}">'
    return FIGURE.format(id=name, picture=picture, draw=draw, data=figure)
