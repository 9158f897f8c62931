package org.ot4j.kernel.display;

import ai.djl.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.Picture;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.Comparison;
import org.ot4j.kernel.check.Verdict;
import org.ot4j.network.Network;
import org.ot4j.plot.Chart;
import org.ot4j.training.Game;
import org.ot4j.training.Run;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.barycenter.FixedSupportBarycenter;
import org.ot4j.transport.barycenter.FreeSupportBarycenter;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;

/** Tells the kernel how to show the library's kinds of values. */
public final class Renderers {
    /**
     * The element types of arrays that are shown with their values: the kernel needs each type
     * registered separately.
     */
    private static final List<Class<?>> ELEMENTS =
            List.of(
                    double.class,
                    float.class,
                    long.class,
                    int.class,
                    short.class,
                    byte.class,
                    char.class,
                    boolean.class,
                    String.class,
                    Object.class);

    private static final int MOST_AXES = 4;
    private static final int SIDE = 224;

    private Renderers() {}

    public static void register(Renderer renderer) {
        add(renderer, NDArray.class, Arrays::bundle);
        add(renderer, Table.class, Tables::of);
        add(renderer, Figure.class, Figures::of);
        add(renderer, Chart.class, Figures::of);
        add(renderer, BufferedImage.class, Renderers::picture);
        add(renderer, Picture.class, Renderers::picture);
        add(renderer, Record.class, Facts::of);
        add(renderer, Plan.class, Transports::of);
        add(renderer, TransportResult.class, Transports::of);
        add(renderer, FixedSupportBarycenter.Result.class, Transports::of);
        add(renderer, FreeSupportBarycenter.Result.class, Transports::of);
        add(renderer, Measure.class, Transports::of);
        add(renderer, Game.class, Models::of);
        add(renderer, Run.class, Models::of);
        add(renderer, Network.class, network -> Tables.of(network.summary()));
        add(renderer, Comparison.class, comparison -> Tables.of(comparison.table()));
        add(renderer, Prior.class, Distributions::of);
        add(renderer, GaussianMixture.class, Distributions::of);
        add(renderer, DataSet.class, Distributions::of);
        for (Class<?> type : ELEMENTS) {
            Class<?> array = type;
            for (int axes = 1; axes <= MOST_AXES; axes++) {
                array = array.arrayType();
                add(renderer, array, values -> Bundle.text(ArrayText.ofJava(values)));
            }
        }
        add(renderer, Object.class, value -> Bundle.text(ValueText.of(value)));
        add(renderer, Verdict.class, v -> Bundle.text(v.text()).html(v.html()).check(v.facts()));
    }

    private static Bundle picture(BufferedImage image) throws IOException {
        return Bundle.text("picture of " + image.getWidth() + " × " + image.getHeight())
                .picture(image);
    }

    /** A small picture is enlarged by a whole factor so that it is large enough to see. */
    private static Bundle picture(Picture picture) throws IOException {
        BufferedImage image = picture.image();
        int zoom = Math.max(1, SIDE / Math.max(image.getWidth(), image.getHeight()));
        var large =
                new BufferedImage(
                        image.getWidth() * zoom, image.getHeight() * zoom, image.getType());
        var samples = new int[image.getRaster().getNumBands()];
        for (int y = 0; y < large.getHeight(); y++) {
            for (int x = 0; x < large.getWidth(); x++) {
                image.getRaster().getPixel(x / zoom, y / zoom, samples);
                large.getRaster().setPixel(x, y, samples);
            }
        }
        return Bundle.text(picture.toString()).picture(large);
    }

    /** Makes all representations of a value. */
    @FunctionalInterface
    private interface Bundler<T> {
        Bundle bundle(T value) throws Exception;
    }

    private static <T> void add(Renderer renderer, Class<T> type, Bundler<? super T> bundler) {
        renderer.createRegistration(type)
                .preferring(MIMEType.ANY)
                .register((value, context) -> fill(value, bundler, context.getOutputContainer()));
    }

    /** A value that cannot be rendered is shown as text, with the reason. */
    private static <T> void fill(T value, Bundler<? super T> bundler, DisplayData out) {
        try {
            out.assign(bundler.bundle(value).data());
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
