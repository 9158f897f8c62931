package org.ot4j.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ot4j.internal.Check;
import org.ot4j.training.Moment;

/**
 * Shows a training while it runs: its curves so far and a chart of the model, such as samples. A
 * notebook updates them in place, at most once a second and so seldom that they cost a fifth of the
 * time at most, and once more at the end. Where nothing can be updated, as in a terminal, nothing
 * is shown.
 *
 * <pre>{@code
 * vae.train(x).epochs(100).onEpoch(Plots.live(() -> Plots.scatter(vae.sample(500, 1)))).fit();
 * }</pre>
 */
public final class Live implements Consumer<Moment>, AutoCloseable {
    private static final long INTERVAL = 1_000_000_000L; // nanoseconds
    private static final int SHARE = 4;

    private static volatile ChartDisplay display;

    private final Supplier<Chart> samples;
    private final List<Moment> moments = new ArrayList<>();
    private long next = System.nanoTime() + INTERVAL;
    private boolean behind;

    Live(Supplier<Chart> samples) {
        this.samples = Check.notNull(samples, "samples");
    }

    /** Sets where live charts are shown, null for nowhere, and returns what it replaces. */
    public static ChartDisplay setDisplay(ChartDisplay replacement) {
        ChartDisplay before = display;
        display = replacement;
        return before;
    }

    @Override
    public void accept(Moment moment) {
        moments.add(moment);
        behind = true;
        if (System.nanoTime() >= next) {
            show();
        }
    }

    /** Shows the end of the training. */
    @Override
    public void close() {
        if (behind) {
            show();
        }
    }

    private void show() {
        ChartDisplay shown = display;
        if (shown == null) {
            return;
        }
        long start = System.nanoTime();
        shown.show(this, chart());
        long end = System.nanoTime();
        next = end + Math.max(INTERVAL, SHARE * (end - start));
        behind = false;
    }

    private Chart chart() {
        Set<String> terms = new LinkedHashSet<>();
        moments.forEach(moment -> terms.addAll(moment.means().keySet()));
        double[] epochs = moments.stream().mapToDouble(Moment::epoch).toArray();
        Map<String, double[]> curves = new LinkedHashMap<>();
        for (String term : terms) {
            curves.put(
                    term,
                    moments.stream()
                            .mapToDouble(m -> m.means().getOrDefault(term, Double.NaN))
                            .toArray());
        }
        Chart curve = Plots.curves(epochs, curves).labels("epoch", "").size(400, 320);
        return Plots.row(curve, samples.get());
    }
}
