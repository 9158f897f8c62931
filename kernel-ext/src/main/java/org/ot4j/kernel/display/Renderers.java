package org.ot4j.kernel.display;

import ai.djl.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;

/** Tells the kernel how to show the library's kinds of values. */
public final class Renderers {
    private Renderers() {}

    public static void register(Renderer renderer) {
        add(renderer, NDArray.class, Arrays::bundle);
        add(renderer, Table.class, Tables::bundle);
        add(renderer, Figure.class, Figures::bundle);
        add(renderer, BufferedImage.class, Pictures::bundle);
    }

    /** Makes the MIME bundle of a value: MIME type to text, base64 or JSON. */
    @FunctionalInterface
    interface Bundler<T> {
        Map<String, Object> bundle(T value) throws Exception;
    }

    private static <T> void add(Renderer renderer, Class<T> type, Bundler<? super T> bundler) {
        renderer.createRegistration(type)
                .preferring(org.dflib.jjava.jupyter.kernel.display.mime.MIMEType.ANY)
                .register((value, context) -> fill(value, bundler, context.getOutputContainer()));
    }

    /** A value that cannot be shown as meant is shown as text, with the reason. */
    private static <T> void fill(T value, Bundler<? super T> bundler, DisplayData out) {
        try {
            bundler.bundle(value).forEach(out::putData);
        } catch (Exception | LinkageError e) {
            out.putText(text(value) + "\n(shown as text: " + e + ")");
        }
    }

    private static String text(Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException e) {
            return value.getClass().getName();
        }
    }
}
