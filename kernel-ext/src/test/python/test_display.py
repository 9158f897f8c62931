"""What values look like: the MIME bundles that the kernel sends."""

import base64
import io

from PIL import Image

PLOTLY = "application/vnd.plotly.v1+json"


def picture(bundle):
    image = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))
    image.load()  # a cut file would fail here
    return image


def test_imports_are_there(kernel):
    assert kernel.run("Stream.of(1, 2).map(i -> i * 2).collect(Collectors.toList())").plain == "[2, 4]"
    assert kernel.run("Scale.SMOKE.of(3, 2, 1)").plain == "3"


def test_array(kernel):
    plain = kernel.run("var m = NDManager.newBaseManager();\nm.arange(6).reshape(2, 3)").plain
    assert plain == "int32 (2, 3) on cpu\n[[0, 1, 2],\n [3, 4, 5]]"


def test_long_array_is_cut(kernel):
    plain = kernel.run("m.arange(1000000f).reshape(1000, 1000)").plain
    lines = plain.splitlines()
    assert lines[0] == "float32 (1000, 1000) on cpu"
    assert len(lines) == 8
    assert lines[1].replace(" ", "") == "[[0,1,2,…,997,998,999],"
    assert lines[4].strip() == "…,"
    assert lines[-1].rstrip("]").endswith("999999")


def test_odd_arrays(kernel):
    assert kernel.run("m.create(3.5)").plain.endswith("\n3.5")
    assert kernel.run("m.create(new float[0])").plain.endswith("\n[]")
    assert "[ true, false]" in kernel.run("m.create(new boolean[] {true, false})").plain
    assert "NaN" in kernel.run("m.create(new float[] {Float.NaN, 1e-9f})").plain
    assert kernel.run("var gone = m.ones(new Shape(2)); gone.close(); gone").plain == "a closed array"


def test_image_array_is_a_picture_too(kernel):
    result = kernel.run("m.ones(new Shape(10, 1, 28, 28)).mul(0.5f)")
    image = picture(result.bundles[-1])
    assert image.size == (4 * 58 - 2, 3 * 58 - 2)
    assert image.getpixel((5, 5)) == (128, 128, 128, 255)
    assert image.getpixel((56, 5))[3] == 0, "the gap between two images"
    assert result.plain.startswith("float32 (10, 1, 28, 28)")


def test_matrix_is_no_picture(kernel):
    assert "image/png" not in kernel.run("m.randomUniform(0, 1, new Shape(28, 28))").bundles[-1]


def test_table(kernel):
    result = kernel.run(
        'Table.create("roots", IntColumn.create("n", IntStream.range(0, 30).toArray()),'
        ' DoubleColumn.create("<root>", IntStream.range(0, 30).mapToDouble(Math::sqrt).toArray()))'
    )
    html = result.bundles[-1]["text/html"]
    assert html.count("<tr>") == 1 + 20 + 1
    assert ">&lt;root&gt;</th>" in html
    assert "1.41421" in html
    assert "roots: 30 rows × 2 columns" in html
    assert "roots" in result.plain


FIGURE = """
import tech.tablesaw.plotly.components.*;
import tech.tablesaw.plotly.traces.*;
new Figure(
    Layout.builder().title("It's <b>new</b>").xAxis(Axis.builder().title("x").build()).build(),
    ScatterTrace.builder(new double[] {1, 2, 3}, new double[] {3, 1, 2}).name("a \\"b\\"").build())
"""


def test_figure(kernel):
    bundle = kernel.run(FIGURE).bundles[-1]
    figure = bundle[PLOTLY]
    assert figure["data"][0]["x"] == [1.0, 2.0, 3.0]
    assert figure["data"][0]["name"] == 'a "b"'
    assert figure["layout"]["title"]["text"] == "It's <b>new</b>"
    assert figure["layout"]["xaxis"]["title"]["text"] == "x"
    size = figure["layout"]["width"], figure["layout"]["height"]
    assert picture(bundle).size == size, "it comes in the picture's place"


def test_picture_comes_whole(kernel):
    code = """
    import java.awt.image.BufferedImage;
    var image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    image.setRGB(39, 29, 0xff8000);
    """
    kernel.run(code)
    image = picture(kernel.run("image").bundles[-1])
    assert image.size == (40, 30)
    assert image.getpixel((39, 29)) == (255, 128, 0)


def test_picture_of_the_library_is_one(kernel):
    bundle = kernel.run("Picture.of(new double[][] {{0, 0.5}, {1, 0}})").bundles[-1]
    image = picture(bundle)
    assert image.size == (224, 224), "large enough to see"
    corners = [image.convert("L").getpixel(at) for at in [(111, 0), (112, 111), (0, 112), (223, 223)]]
    assert corners == [0, 128, 255, 0]
    assert bundle["text/plain"] == "Picture 2 x 2, grey"
    red = kernel.run("Picture.of(new double[][][] {{{1}}, {{0.2}}, {{0}}})").bundles[-1]
    assert picture(red).getpixel((9, 9)) == (255, 51, 0)


def test_all_charts_are_dark_where_that_is_set(kernel):
    chart = "Plots.scatter(new double[][] {{1, 2}, {3, 4}})"
    try:
        bundle = kernel.run(f"Plots.theme(Theme.DARK); {chart}").bundles[-1]
        assert bundle[PLOTLY]["layout"]["template"]["layout"]["plot_bgcolor"] == "#111111"
        assert picture(bundle).convert("RGB").getpixel((1, 1)) == (17, 17, 17)
    finally:
        kernel.run("Plots.theme(Theme.AUTO)")
    assert picture(kernel.run(chart).bundles[-1]).convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_chart_is_data_picture_and_text(kernel):
    code = 'Plots.scatter(new double[][] {{1, 2}, {3, 4}}).title("points").size(300, 200)'
    result = kernel.run(code)
    bundle = result.bundles[-1]
    assert bundle[PLOTLY]["layout"]["title"]["text"] == "points"
    assert picture(bundle).size == (300, 200)
    assert "text/plain" in bundle


def test_chart_that_plotly_cannot_draw_is_a_sharp_picture(kernel):
    result = kernel.run("Plots.images(m.ones(new Shape(4, 1, 8, 8)))")
    bundle = result.bundles[-1]
    assert PLOTLY not in bundle
    sizes = [m["content"]["metadata"] for m in result.messages if "metadata" in m["content"]]
    shown = sizes[-1]["image/png"]
    assert picture(bundle).size == (2 * shown["width"], 2 * shown["height"])


def test_arrays_of_java_are_shown_with_their_values(kernel):
    assert kernel.run("new double[][] {{1, 0.5}, {-2, 1e-9}}").plain == (
        "double[2][2]\n[[         1,        0.5],\n [        -2, 1.0000e-09]]"
    )
    assert kernel.run("new int[] {1, 22}").plain == "int[2]\n[ 1, 22]"
    assert kernel.run("new long[][] {{1}, {2, 3}, null}").plain == "long[3][]\n[[   1],\n [   2,    3],\n null]"
    assert kernel.run("new double[0][]").plain.startswith("double[0][]\n[]")
    assert kernel.run('new String[] {"a", null}').plain == "String[2]\n[   a, null]"
    long = kernel.run("new float[50][2]").plain
    assert long.splitlines() == ["float[50][2]", "[[0, 0],", *[" [0, 0],"] * 2, " …,", *[" [0, 0],"] * 2, " [0, 0]]"]
