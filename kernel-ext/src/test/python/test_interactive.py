"""Pictures that move and answer the mouse, in a real browser without internet access or kernel."""

import json
import subprocess

import nbformat
import pytest

from test_browser import browser, colours, pytestmark, until  # noqa: F401

POINTS = """
var from = new double[][] {{0, 0}, {1, 0}, {2, 0.5}, {0.4, 1.8}};
var to = new double[][] {{0, 1}, {1, 2}, {2.5, 2}, {1.5, 0.2}};
"""
MOVE = "new double[][][] {{{0, 0}, {1, 0}}, {{0, 1}, {1, 1}}, {{0, 2}, {1, 2}}}"


@pytest.fixture(scope="module")
def saved(tmp_path_factory, kernel):
    """Pages written by save()."""
    folder = tmp_path_factory.mktemp("interactive")
    charts = {
        "plan": 'Plots.interactive().plan(from, to).title("<img src=x onerror=document.title=1>")',
        "epsilon": "Plots.interactive().epsilon(from, to)",
        "drawings": "Plots.film(4, t -> Plots.plan(new double[][] {{1 - t, t}, {t, 1 - t}}))",
        "film": f"Plots.film({MOVE})",
        "plane": "Plots.interactive().latentPlane(vae, 5)",
    }
    model = """
        var vae = Vae.builder().prior(Prior.standardNormal(2)).encoder(Networks.mlp(8)).decoder(Networks.mlp(8))
            .likelihood(Likelihood.bernoulli()).build();
        vae.train(RenderedDigits.standard().side(8).sample(40, 1)).epochs(2).batchSize(10).seed(1).fit();
    """
    lines = [f'{chart}.save("{folder}/{name}.html");' for name, chart in charts.items()]
    assert kernel.run(POINTS + model + "\n".join(lines)).error is None
    return folder


@pytest.fixture
def page(browser):  # noqa: F811
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(error))
    page.on("request", lambda request: faults.append(request.url) if request.url.startswith("http") else None)
    yield page
    assert not faults
    page.close()


def number(kernel, code):
    return float(kernel.run(code).plain)


def cost(page):
    return float(page.locator("output").get_attribute("data-cost"))


def positions(page, first):
    """Where the points are in the units of the axes, as they are read aloud."""
    labels = page.locator("circle[tabindex]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    points = [label.replace("−", "-").split(" at ")[1].split(";")[0] for label in labels]
    return [[float(c) for c in p.split(", ")] for p in points][first : first + 4]


def java(points):
    return "new double[][] {" + ", ".join("{%s}" % ", ".join(map(str, p)) for p in points) + "}"


def drag(page, dot, x, y):
    box = dot.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def test_plan_follows_a_dragged_point_and_agrees_with_the_solver(page, saved, kernel):
    page.goto((saved / "plan.html").as_uri())
    assert cost(page) == pytest.approx(number(kernel, "Transport.exact(from, to).value()"), rel=1e-9)
    assert page.locator("line").count() == 4
    before = page.locator("svg").screenshot()
    dot = page.locator("circle[tabindex]").first
    was = positions(page, 0)
    drag(page, dot, 250, 150)
    moved = positions(page, 0)
    assert moved[0] != was[0] and moved[1:] == was[1:]
    assert page.locator("svg").screenshot() != before
    solved = number(kernel, f"Transport.exact({java(moved)}, {java(positions(page, 4))}).value()")
    assert cost(page) == pytest.approx(solved, rel=0.02), "labels have three digits"
    assert page.title() != "1" and page.locator("#ot4j_chart img").count() == 0, "text, not markup"
    assert "onerror" in " ".join(page.locator("svg text").all_text_contents())


def test_points_move_by_arrow_keys(page, saved):
    page.goto((saved / "plan.html").as_uri())
    was = positions(page, 0)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    now = positions(page, 0)
    assert now[0][0] > was[0][0] and now[0][1] - was[0][1] == pytest.approx(5 * (now[0][0] - was[0][0]), rel=0.05)
    assert page.locator("circle:focus").count() == 1


def test_plan_blurs_as_epsilon_grows_and_agrees_with_the_solver(page, saved, kernel):
    page.goto((saved / "epsilon.html").as_uri())
    slider = page.get_by_role("slider")
    seen = []
    for at in (0, 50, 100):
        slider.evaluate("(one, at) => { one.value = at; one.dispatchEvent(new Event('input')); }", at)
        told = page.locator("output").text_content()
        epsilon = float(told.split("ε = ")[1])
        code = f"var sharp = Sinkhorn.builder().epsilon({epsilon}).tolerance(1e-9).build();"
        code += (
            " var soft = sharp.solve(TransportProblem.between(from, to)).plan().toDense(); double sum = 0;"
            "for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++)"
            " sum += soft[i][j] * (Math.pow(from[i][0] - to[j][0], 2) + Math.pow(from[i][1] - to[j][1], 2));"
            "sum"
        )
        assert cost(page) == pytest.approx(number(kernel, code), rel=0.01), "ε has three digits"
        seen.append(page.locator("line").count())
    assert seen[0] < seen[2] == 16
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("output").text_content() != told


@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_solvers_of_the_page_are_exact(page, saved, kernel, n):
    page.goto((saved / "plan.html").as_uri())
    code = f"""
        var random = new Random({n}); var costs = new double[{n}][{n}];
        for (var row : costs) for (int j = 0; j < {n}; j++) row[j] = random.nextInt(2) == 0 ? random.nextInt(3) : random.nextDouble();
        Arrays.deepToString(costs)
    """
    costs = json.loads(kernel.run(code).plain.strip('"'))
    columns = page.evaluate("costs => ot4jInteractive.assignment(costs)", costs)
    assert sorted(columns) == list(range(n))
    value = sum(costs[i][j] for i, j in enumerate(columns)) / n
    assert value == pytest.approx(number(kernel, "Transport.exact(TransportProblem.of(costs)).value()"), abs=1e-12)
    plan = page.evaluate("costs => ot4jInteractive.sinkhorn(costs, 0.1)", costs)
    assert sum(map(sum, plan)) == pytest.approx(1, abs=1e-6)
    solved = json.loads(
        kernel.run(
            "Arrays.deepToString(Sinkhorn.builder().epsilon(0.1).tolerance(1e-9).build()"
            ".solve(TransportProblem.of(costs)).plan().toDense())"
        ).plain.strip('"')
    )
    for mine, theirs in zip(plan, solved):
        assert mine == pytest.approx(theirs, abs=1e-4 / n)


def test_walk_through_a_latent_plane(page, saved):
    page.goto((saved / "plane.html").as_uri())
    plane = page.get_by_role("application")
    picture = page.locator("canvas")
    box = plane.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    corner, told = picture.screenshot(), page.locator("output").text_content()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + box["height"] - 30)
    assert picture.screenshot() != corner and page.locator("output").text_content() != told
    # In the middle of a cell it is that cell's picture.
    side = box["width"] / 5
    page.mouse.move(box["x"] + 1.5 * side, box["y"] + 2.5 * side)
    same = """async () => {
        const sheet = document.querySelector("img"), canvas = document.querySelector("canvas");
        const own = document.createElement("canvas");
        own.width = own.height = 8;
        own.getContext("2d").drawImage(sheet, 8, 16, 8, 8, 0, 0, 8, 8);
        const read = (c) => [...c.getContext("2d").getImageData(0, 0, 8, 8).data];
        const mine = read(canvas);
        return Math.max(...read(own).map((v, k) => Math.abs(v - mine[k])));
    }"""
    assert page.evaluate(same) <= 2
    plane.focus()
    was = page.locator("output").text_content()
    page.keyboard.press("ArrowUp")
    assert page.locator("output").text_content() != was


def test_film_of_drawings_plays_and_slides(page, saved):
    page.goto((saved / "drawings.html").as_uri())
    caption, slider = page.locator("output"), page.get_by_role("slider")
    assert caption.text_content() == "t = 0.00" and page.locator("svg:visible").count() == 1
    slider.focus()
    page.keyboard.press("End")
    assert caption.text_content() == "t = 1.00" and page.locator("svg:visible").count() == 1
    page.get_by_role("button", name="play").click()
    until(page, lambda: caption.text_content() == "t = 0.33", "it plays, and begins again")
    page.get_by_role("button", name="pause").click()
    still = caption.text_content()
    page.wait_for_timeout(700)
    assert caption.text_content() == still


def test_film_of_points_plays_and_slides(page, saved):
    page.goto((saved / "film.html").as_uri())
    height = lambda: page.locator(".point").first.bounding_box()["y"]
    page.locator(".point").first.wait_for()
    low = height()
    page.locator(".updatemenu-button").first.click()
    until(page, lambda: page.locator(".slider-label").first.text_content() == "2", "it plays to its end")
    until(page, lambda: height() < low - 50, "and points have moved up")
    rail = page.locator(".slider-rail-touch-rect").bounding_box()
    page.mouse.click(rail["x"] + 2, rail["y"] + rail["height"] / 2)
    until(page, lambda: abs(height() - low) < 1, "the slider leads back")


@pytest.mark.parametrize("name, button", [("film", ".updatemenu-button"), ("drawings", "button")])
def test_nothing_plays_for_readers_who_want_less_motion(browser, saved, name, button):  # noqa: F811
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto((saved / f"{name}.html").as_uri())
    page.locator(".slider-rail-rect, input").first.wait_for()
    assert page.locator(f"{button}:visible").count() == 0
    context.close()


def test_exported_page_holds_them_and_pictures_stand_in(browser, root, tmp_path):  # noqa: F811
    cells = [POINTS + "Plots.interactive().plan(from, to)", "Plots.interactive().epsilon(from, to)", f"Plots.film({MOVE})"]
    path = tmp_path / "lecture.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells]), path)
    subprocess.run([root / "ot4j", "run", path], check=True, stdout=subprocess.DEVNULL)
    exported = (root / "target/notebooks/lecture.html").as_uri()
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(exported)
    scene = page.locator("#ot4j-scene-1")
    until(page, lambda: scene.locator("line").count() == 4, "the plan is drawn")
    before = scene.locator("output").text_content()
    scene.locator("circle[tabindex]").first.scroll_into_view_if_needed()
    svg = scene.locator("svg").bounding_box()
    drag(page, scene.locator("circle[tabindex]").first, svg["x"] + 250, svg["y"] + 150)
    assert scene.locator("output").text_content() != before
    assert scene.locator("svg rect").first.evaluate("one => getComputedStyle(one).fill") == "rgb(17, 17, 17)"
    assert page.locator("#ot4j-scene-2 input[type=range]").count() == 1
    page.locator(".ot4j-figure .slider-rail-rect").wait_for()
    context.close()

    static = browser.new_context(java_script_enabled=False).new_page()
    static.goto(exported)
    assert static.locator(".ot4j-figure img").count() == 3
    for picture in static.locator(".ot4j-figure").all():
        assert colours(picture.screenshot()) > 100
    static.context.close()
