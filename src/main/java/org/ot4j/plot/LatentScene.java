package org.ot4j.plot;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.plotly.components.Figure;

/**
 * A latent plane to walk through.
 *
 * @param codes of the pictures [side², 2], row by row
 * @param still the pictures
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LatentScene(double[][] codes, int side, PictureGrid still) implements Content {
    @Override
    public int width(Frame frame) {
        return still.width(frame);
    }

    @Override
    public int height(Frame frame) {
        return still.height(frame);
    }

    @Override
    public void paint(Canvas canvas, Frame frame, double x, double y) {
        still.paint(canvas, frame, x, y);
    }

    /** Pixels gain nothing from plotly. */
    @Override
    public Figure figure(Frame frame) {
        return null;
    }

    @Override
    public Map<String, Object> scene(Frame frame) {
        BufferedImage first = still.pictures().get(0);
        int w = first.getWidth();
        int h = first.getHeight();
        var sheet = new BufferedImage(side * w, side * h, BufferedImage.TYPE_INT_RGB);
        var g = sheet.createGraphics();
        for (int k = 0; k < still.pictures().size(); k++) {
            g.drawImage(still.pictures().get(k), k % side * w, k / side * h, null);
        }
        g.dispose();
        String png = Base64.getEncoder().encodeToString(Png.bytes(sheet));
        var scene = new LinkedHashMap<String, Object>();
        scene.put("kind", "latentPlane");
        scene.put("label", frame.title().isEmpty() ? "latent plane" : frame.title());
        scene.put("title", Words.line(frame.title()));
        scene.put("sheet", "data:image/png;base64," + png);
        scene.put("side", side);
        scene.put("width", w);
        scene.put("height", h);
        scene.put("codes", List.of(along(1, 0), along(side, 1)));
        return scene;
    }

    /** A coordinate of every {@code step}-th code. */
    private double[] along(int step, int axis) {
        return IntStream.range(0, side).mapToDouble(k -> codes[step * k][axis]).toArray();
    }
}
