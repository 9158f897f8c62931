package org.ot4j.kernel.display;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/** The representations of one value, of which a front end shows the richest that it supports. */
final class Bundle {
    private static final String PNG = "image/png";
    private static final String SVG = "application/vnd.ot4j.chart";
    private static final String PLOTLY = "application/vnd.plotly.v1+json";
    private static final String SCENE = "application/vnd.ot4j.interactive.v1+json";
    private static final String CHECK = "application/vnd.ot4j.check+json";

    private final DisplayData data = new DisplayData();
    private String alt = "picture";

    /** The text that a terminal shows; every bundle has it. */
    static Bundle text(String text) {
        var bundle = new Bundle();
        bundle.data.putText(text);
        bundle.alt = text.lines().findFirst().orElse(bundle.alt);
        return bundle;
    }

    Bundle html(String html) {
        data.putHTML(html);
        return this;
    }

    /** A picture, shown at its own size. */
    Bundle picture(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException(
                    "there is no PNG encoder for pictures of type " + image.getType());
        }
        data.putData(PNG, Base64.getEncoder().encodeToString(bytes.toByteArray()));
        data.putMetaData(PNG, described());
        return this;
    }

    /** A PNG file's bytes, shown at the given size. */
    Bundle picture(byte[] png, int width, int height) {
        data.putData(PNG, Base64.getEncoder().encodeToString(png));
        Map<String, Object> facts = described();
        facts.put("width", width);
        facts.put("height", height);
        data.putMetaData(PNG, facts);
        return this;
    }

    /** For screen readers: the first line of the text, as exported pages use it. */
    private Map<String, Object> described() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("alt", alt);
        return facts;
    }

    /** Describes the picture in words. */
    Bundle alt(String words) {
        alt = words;
        return this;
    }

    /**
     * A drawing that pages aware of it may turn dark; it has its own type, since other pages show
     * SVG as a picture, which does not follow the theme.
     */
    Bundle svg(String element) {
        data.putData(SVG, element);
        return this;
    }

    /** A figure that the front end draws, as nested maps and lists. */
    Bundle plotly(Object figure) {
        data.putData(PLOTLY, figure);
        return this;
    }

    /**
     * A picture that a script of ours draws and that answers the mouse, as nested maps and lists.
     */
    Bundle scene(Object scene) {
        data.putData(SCENE, scene);
        return this;
    }

    /** The verdict of a check, for programs that grade. */
    Bundle check(Map<String, Object> facts) {
        data.putData(CHECK, facts);
        return this;
    }

    DisplayData data() {
        return data;
    }
}
