package org.ot4j.evaluation;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ot4j.base.Estimate;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Csv;
import org.ot4j.internal.HtmlText;
import org.ot4j.internal.WholeFile;
import org.ot4j.model.GenerativeModel;
import org.ot4j.training.Run;
import org.ot4j.training.Training;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Collects results by model, metric and seed, and shows them in one table as mean ± interval over
 * the seeds. Models and metrics stay in the order in which they were added.
 *
 * <pre>{@code
 * var results = new Comparison();
 * results.add("VAE", "FID", 1, fid.between(data, samples));
 * results.add("VAE", "FID", 2, 61.8);
 * results.paper("VAE", "FID", 63);
 * results.table();                       // a Tablesaw Table
 * results.save("results.csv");           // or .md
 * }</pre>
 *
 * With one seed, the interval is the estimate's own; with several, it is Student's 95 % interval of
 * the mean. Not thread-safe.
 */
public final class Comparison {
    private static final List<String> RECORDED =
            List.of("experiment", "model", "seed", "metric", "value", "paper");

    private final Map<String, Map<String, Map<Long, Estimate>>> runs = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> papers = new LinkedHashMap<>();
    private final Set<String> metrics = new LinkedHashSet<>();

    /** Adds a result; an earlier one for the same model, metric and seed is replaced. */
    public Comparison add(String model, String metric, long seed, Estimate value) {
        Check.notNull(value, "value");
        metrics.add(Check.notNull(metric, "metric"));
        runs.computeIfAbsent(Check.notNull(model, "model"), m -> new LinkedHashMap<>())
                .computeIfAbsent(metric, m -> new LinkedHashMap<>())
                .put(seed, value);
        return this;
    }

    /** Adds a number without an interval. */
    public Comparison add(String model, String metric, long seed, double value) {
        return add(model, metric, seed, Estimate.exact(value, "one value"));
    }

    /** Receives the results of one model and seed, for a {@link Judge} that is called by hand. */
    public Scores scores(String model, long seed) {
        return new Scores(this, Check.notNull(model, "model"), seed);
    }

    /** Measures a trained model and adds the results to its row. */
    @FunctionalInterface
    public interface Judge<M> {
        /** Measures {@code model} and adds each result with {@code scores.add(metric, value)}. */
        void judge(M model, Scores scores);
    }

    /** Receives the results of one model and seed. */
    public static final class Scores {
        private final Comparison comparison;
        private final String model;
        private final long seed;

        private Scores(Comparison comparison, String model, long seed) {
            this.comparison = comparison;
            this.model = model;
            this.seed = seed;
        }

        /** Adds a result with its interval. */
        public Scores add(String metric, Estimate value) {
            comparison.add(model, metric, seed, value);
            return this;
        }

        /** Adds a number without an interval. */
        public Scores add(String metric, double value) {
            comparison.add(model, metric, seed, value);
            return this;
        }

        /** The seed the model was trained with. */
        public long seed() {
            return seed;
        }
    }

    /**
     * Trains each model with each seed, measures it and closes it, all in one call.
     *
     * <pre>{@code
     * Map<String, Supplier<LatentModel>> models = new LinkedHashMap<>();
     * models.put("VAE", () -> Vae.builder().prior(prior).encoder(net).decoder(net).likelihood(gaussian).build());
     * models.put("WAE", () -> Wae.mmd().prior(prior).encoder(net).decoder(net).build());
     * Comparison.train(
     *     models,
     *     model -> model.train(x).epochs(20).batchSize(100),
     *     (model, scores) -> scores
     *         .add("W2", Transport.wasserstein(model.sample(500, 1), y, 2))
     *         .add("reconstruction", Metrics.reconstruction(x, model.reconstruct(x))),
     *     1, 2, 3).table();
     * }</pre>
     *
     * If the user stops it, it returns the results measured so far.
     *
     * @param models by name, each created anew for every seed; a {@code LinkedHashMap} keeps its
     *     order, other maps are sorted by name
     * @param training how to train a model; the seed is set here
     * @param judge what to measure of a trained model
     * @param seeds at least one, without repeats
     */
    public static <M extends GenerativeModel> Comparison train(
            Map<String, Supplier<M>> models,
            Function<M, Training<?>> training,
            Judge<M> judge,
            long... seeds) {
        Check.notNull(models, "models");
        Check.that(!models.isEmpty(), "models", models.keySet(), "at least one");
        Check.notNull(training, "training");
        Check.notNull(judge, "judge");
        Check.atLeast(Check.notNull(seeds, "seeds").length, 1, "seeds.length");
        Check.that(
                Arrays.stream(seeds).distinct().count() == seeds.length,
                "seeds",
                Arrays.toString(seeds),
                "each once");
        boolean ordered = models instanceof LinkedHashMap || models instanceof SortedMap;
        var inOrder = ordered ? models : new TreeMap<>(models);
        var comparison = new Comparison();
        long total = (long) models.size() * seeds.length;
        try (var progress = Progress.start("comparison", total)) {
            long done = 0;
            for (long seed : seeds) {
                for (var entry : inOrder.entrySet()) {
                    String name = entry.getKey();
                    M model = Check.notNull(entry.getValue().get(), "model of " + name);
                    try (model) {
                        var run = training.apply(model).seed(seed).fit();
                        if (run.end() == Run.End.INTERRUPTED) {
                            return comparison;
                        }
                        judge.judge(model, new Scores(comparison, name, seed));
                    }
                    progress.update(++done, name + ", seed " + seed);
                }
            }
        }
        return comparison;
    }

    /**
     * Reads recorded runs of one experiment.
     *
     * @param file CSV in UTF-8 with the columns experiment, model, seed, metric, value and paper,
     *     which may be empty
     * @throws IllegalArgumentException if the file, a column or the experiment does not exist, or
     *     if a cell is not a number but should be; the message names file, line and column
     */
    public static Comparison read(String file, String experiment) {
        Check.that(Files.isRegularFile(Path.of(file)), "file", file, "a CSV file that exists");
        var comparison = new Comparison();
        Set<String> experiments = new LinkedHashSet<>();
        try (Csv csv = Csv.open(Path.of(file))) {
            Check.that(
                    csv.header().containsAll(RECORDED),
                    "columns of " + file,
                    csv.header(),
                    "among them " + RECORDED);
            while (csv.next()) {
                experiments.add(csv.cell(csv.header().indexOf("experiment")));
                if (csv.cell(csv.header().indexOf("experiment")).equals(experiment)) {
                    comparison.add(csv);
                }
            }
        }
        Check.that(
                !comparison.runs.isEmpty(),
                "experiment",
                experiment,
                "one of " + experiments + " in " + file);
        return comparison;
    }

    private void add(Csv csv) {
        String model = csv.cell(csv.header().indexOf("model"));
        String metric = csv.cell(csv.header().indexOf("metric"));
        long seed = parse(csv, "seed", Long::parseLong, "a whole number");
        add(model, metric, seed, parse(csv, "value", Double::parseDouble, "a number"));
        if (!csv.cell(csv.header().indexOf("paper")).isEmpty()) {
            paper(model, metric, parse(csv, "paper", Double::parseDouble, "a number or nothing"));
        }
    }

    private static <T> T parse(
            Csv csv, String column, Function<String, T> parser, String expected) {
        int at = csv.header().indexOf(column);
        try {
            return parser.apply(csv.cell(at));
        } catch (NumberFormatException e) {
            throw Check.error(csv.place(at), '"' + csv.cell(at) + '"', expected);
        }
    }

    /** Sets the paper's value, which is shown beside ours. */
    public Comparison paper(String model, String metric, double value) {
        papers.computeIfAbsent(model, m -> new LinkedHashMap<>()).put(metric, value);
        return this;
    }

    /** The value over the seeds, or null if there is none. */
    public Estimate value(String model, String metric) {
        Map<Long, Estimate> seeds = runs.getOrDefault(model, Map.of()).get(metric);
        if (seeds == null) {
            return null;
        }
        if (seeds.size() == 1) {
            return seeds.values().iterator().next();
        }
        return Statistics.mean(
                seeds.values().stream().mapToDouble(Estimate::value).toArray(),
                metric + " over " + seeds.size() + " seeds");
    }

    /**
     * One row per model and one column per metric, as "mean ± half interval", beside the paper's.
     */
    public Table table() {
        return table(metrics);
    }

    /** One row per model and one column for each of these metrics, in this order. */
    public Table table(String... some) {
        for (String metric : some) {
            Check.that(metrics.contains(metric), "metric", metric, "one of " + metrics);
        }
        return table(List.of(some));
    }

    private Table table(Collection<String> metrics) {
        Table table = Table.create("comparison");
        StringColumn names = StringColumn.create("model");
        runs.keySet().forEach(names::append);
        table.addColumns(names);
        for (String metric : metrics) {
            StringColumn column = StringColumn.create(metric);
            StringColumn paper = StringColumn.create(metric + " (paper)");
            boolean any = false;
            for (String model : runs.keySet()) {
                column.append(cell(value(model, metric)));
                Double published = papers.getOrDefault(model, Map.of()).get(metric);
                any |= published != null;
                paper.append(published == null ? "" : trim(published));
            }
            table.addColumns(column);
            if (any) {
                table.addColumns(paper);
            }
        }
        return table;
    }

    /** One row per model, metric and seed, with all digits, for CSV and further computation. */
    public Table longTable() {
        StringColumn model = StringColumn.create("model");
        StringColumn metric = StringColumn.create("metric");
        LongColumn seed = LongColumn.create("seed");
        DoubleColumn value = DoubleColumn.create("value");
        DoubleColumn low = DoubleColumn.create("low");
        DoubleColumn high = DoubleColumn.create("high");
        StringColumn estimator = StringColumn.create("estimator");
        DoubleColumn paper = DoubleColumn.create("paper");
        runs.forEach(
                (m, byMetric) ->
                        byMetric.forEach(
                                (k, seeds) ->
                                        seeds.forEach(
                                                (s, e) -> {
                                                    model.append(m);
                                                    metric.append(k);
                                                    seed.append(s);
                                                    value.append(e.value());
                                                    low.append(e.low());
                                                    high.append(e.high());
                                                    estimator.append(e.estimator());
                                                    Double p =
                                                            papers.getOrDefault(m, Map.of()).get(k);
                                                    if (p == null) {
                                                        paper.appendMissing();
                                                    } else {
                                                        paper.append(p);
                                                    }
                                                })));
        return Table.create("comparison", model, metric, seed, value, low, high, estimator, paper);
    }

    private static String cell(Estimate e) {
        if (e == null) {
            return "";
        }
        return e.halfWidth() > 0 ? e.plusMinus() : trim(e.value());
    }

    private static String trim(double value) {
        String text = String.format(Locale.ROOT, "%.6g", value);
        return text.contains("e") || !text.contains(".")
                ? text
                : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** {@link #table()} as Markdown. */
    public String toMarkdown() {
        Table table = table();
        List<String> lines = new ArrayList<>();
        lines.add(
                "| "
                        + String.join(
                                " | ",
                                table.columnNames().stream().map(Comparison::escape).toList())
                        + " |");
        lines.add("|" + " --- |".repeat(table.columnCount()));
        for (int i = 0; i < table.rowCount(); i++) {
            List<String> cells = new ArrayList<>();
            for (int j = 0; j < table.columnCount(); j++) {
                cells.add(escape(table.getString(i, j)));
            }
            lines.add("| " + String.join(" | ", cells) + " |");
        }
        return String.join("\n", lines) + "\n";
    }

    /** One line in which no character splits a table cell or starts HTML. */
    private static String escape(String text) {
        return HtmlText.line(text).replace("|", "\\|").replaceAll("<(?=[A-Za-z/!?])", "&lt;");
    }

    /**
     * Saves in UTF-8, by the file's ending: {@link #longTable()} as {@code .csv}, {@link
     * #toMarkdown()} as {@code .md}.
     */
    public Path save(String file) {
        Path path = Path.of(file);
        String name = file.toLowerCase(Locale.ROOT);
        Check.that(
                name.endsWith(".csv") || name.endsWith(".md"),
                "file",
                file,
                "a name that ends in .csv or .md");
        if (name.endsWith(".md")) {
            return WholeFile.write(path, toMarkdown().getBytes(StandardCharsets.UTF_8));
        }
        return WholeFile.write(path, Csv.bytes(longTable()));
    }

    @Override
    public String toString() {
        return table().print();
    }
}
