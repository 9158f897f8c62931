package org.ot4j.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Figures that plotly shows one after the other, with a slider and a button. */
final class FilmFigure {
    private static final int CONTROLS = 84; // pixels below the axes

    private FilmFigure() {}

    /**
     * The first figure, which becomes the others.
     *
     * @param figures {@code data} and {@code layout} of each, to which the controls are added
     * @param millis how long each is shown
     */
    static Map<String, Object> of(
            List<Map<String, Object>> figures, List<String> captions, int millis) {
        int traces = figures.stream().mapToInt(f -> traces(f).size()).max().orElseThrow();
        List<Map<String, Object>> frames = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            frames.add(Map.of("name", "" + i, "data", even(traces(figures.get(i)), traces)));
        }
        Map<String, Object> film = figures.get(0);
        film.put("data", frames.get(0).get("data"));
        film.put("frames", frames);
        controls(film, captions, millis);
        return film;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> traces(Map<String, Object> figure) {
        return (List<Map<String, Object>>) figure.get("data");
    }

    /** As many traces in each frame, all of a kind that plotly can move. */
    private static List<Map<String, Object>> even(List<Map<String, Object>> traces, int count) {
        List<Map<String, Object>> even = new ArrayList<>(traces);
        even.forEach(trace -> trace.computeIfPresent("type", (key, type) -> movable(type)));
        while (even.size() < count) {
            even.add(Map.of("type", "scatter", "x", List.of(), "y", List.of()));
        }
        return even;
    }

    private static Object movable(Object type) {
        return type.equals("scattergl") ? "scatter" : type;
    }

    @SuppressWarnings("unchecked")
    private static void controls(Map<String, Object> film, List<String> captions, int millis) {
        var layout = (Map<String, Object>) film.get("layout");
        var margin = (Map<String, Object>) layout.get("margin");
        layout.put("height", number(layout, "height") + CONTROLS);
        margin.put("b", number(margin, "b") + CONTROLS);
        margin.put("autoexpand", true); // by what the controls need
        int below = number(margin, "b") - CONTROLS + 8; // the numbers of the axis
        List<Map<String, Object>> steps =
                IntStream.range(0, captions.size())
                        .mapToObj(i -> step(i, captions.get(i)))
                        .toList();
        var slider = new LinkedHashMap<String, Object>();
        slider.put("active", 0);
        slider.put("steps", steps);
        slider.put("x", 0.24);
        slider.put("len", 0.76);
        slider.put("pad", Map.of("t", below, "b", 0, "l", 0, "r", 0));
        slider.put("currentvalue", Map.of("xanchor", "left", "offset", 6));
        slider.put("ticklen", 0);
        slider.put("font", Map.of("size", 11));
        layout.put("sliders", List.of(slider));
        var menu = new LinkedHashMap<String, Object>();
        menu.put("type", "buttons");
        menu.put("direction", "left");
        menu.put("showactive", false);
        menu.put("x", 0);
        menu.put("y", 0);
        menu.put("xanchor", "left");
        menu.put("yanchor", "top");
        menu.put("pad", Map.of("t", below + 14, "b", 0, "l", 0, "r", 0));
        menu.put(
                "buttons",
                List.of(
                        button("▶", Arrays.asList(null, played(millis))),
                        button("❚❚", Arrays.asList(List.of(), played(0)))));
        layout.put("updatemenus", List.of(menu));
    }

    private static int number(Map<String, Object> map, String key) {
        return map.get(key) instanceof Number number ? number.intValue() : 0;
    }

    private static Map<String, Object> step(int i, String caption) {
        return Map.of(
                "label", FigureJson.escaped(Words.name(caption)),
                "method", "animate",
                "args", List.of(List.of("" + i), played(0)));
    }

    private static Map<String, Object> button(String label, List<Object> args) {
        return Map.of("label", label, "method", "animate", "args", args);
    }

    private static Map<String, Object> played(int millis) {
        return Map.of(
                "mode",
                "immediate",
                "fromcurrent",
                true,
                "frame",
                Map.of("duration", millis, "redraw", true),
                "transition",
                Map.of("duration", 0));
    }
}
