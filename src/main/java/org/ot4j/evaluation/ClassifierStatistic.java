package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.data.DataSet;
import org.ot4j.data.Pass;
import org.ot4j.network.Activation;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.training.Game;
import org.ot4j.training.Player;
import org.ot4j.training.Schedule;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;

/** The accuracy of a network trained by logistic regression to tell two samples apart. */
record ClassifierStatistic(NetworkSpec layers) implements TwoSampleTest.Statistic {
    private static final int BATCH = 128;
    private static final int STEPS = 1_000;
    private static final double RATE = 0.01;
    private static final int CHUNK = 4_096;

    @Override
    public String name() {
        return "accuracy of a classifier";
    }

    @Override
    public TwoSampleTest.Labelling prepare(double[][] x, double[][] y, SplittableRandom random) {
        var parts = HeldOut.of(x, y, random);
        int n = parts.x().length;
        var known = new double[n + parts.y().length][];
        System.arraycopy(parts.x(), 0, known, 0, n);
        System.arraycopy(parts.y(), 0, known, n, parts.y().length);
        var scale = Standard.of(known);
        var classifier = new Classifier(layers, known.length, n);
        var data = DataSet.of(scale.apply(known));
        Training.of(classifier, data)
                .steps(STEPS)
                .batchSize(Math.min(BATCH, known.length))
                .learningRate(RATE)
                .schedule(Schedule.cosine())
                .seed(random.nextLong())
                .fit();
        try (var network = classifier.network) {
            return parts.accuracy(saysFirst(network, scale.apply(parts.judged())));
        }
    }

    private static boolean[] saysFirst(Network network, double[][] points) {
        var says = new boolean[points.length];
        Pass.over(
                DataSet.of(points),
                CHUNK,
                (from, batch) -> {
                    float[] logits = network.forward(batch).toFloatArray();
                    for (int i = 0; i < logits.length; i++) {
                        says[from + i] = logits[i] > 0;
                    }
                });
        return says;
    }

    /** Mean and standard deviation of each coordinate of the training points, for scaling. */
    private record Standard(double[] mean, double[] deviation) {
        static Standard of(double[][] rows) {
            int d = rows[0].length;
            var mean = new double[d];
            var deviation = new double[d];
            for (int k = 0; k < d; k++) {
                for (double[] row : rows) {
                    mean[k] += row[k] / rows.length;
                }
                for (double[] row : rows) {
                    deviation[k] += (row[k] - mean[k]) * (row[k] - mean[k]) / rows.length;
                }
                deviation[k] = deviation[k] > 0 ? Math.sqrt(deviation[k]) : 1;
            }
            return new Standard(mean, deviation);
        }

        double[][] apply(double[][] rows) {
            var scaled = new double[rows.length][mean.length];
            for (int i = 0; i < rows.length; i++) {
                for (int k = 0; k < mean.length; k++) {
                    scaled[i][k] = (rows[i][k] - mean[k]) / deviation[k];
                }
            }
            return scaled;
        }
    }

    /** Logistic regression that gives both samples the same weight. */
    private static final class Classifier implements Game {
        private final NetworkSpec layers;
        private final double ofFirst;
        private final double ofSecond;
        private final int first;
        private Network network;

        Classifier(NetworkSpec layers, int size, int first) {
            this.layers = layers;
            this.first = first;
            ofFirst = 0.5 * size / first;
            ofSecond = 0.5 * size / (size - first);
        }

        @Override
        public String name() {
            return "two-sample classifier";
        }

        @Override
        public void prepare(Shape sampleShape, long seed) {
            if (network == null) {
                network = layers.build("classifier", sampleShape, 1, seed);
            }
        }

        @Override
        public List<Player> players() {
            return List.of(Player.minimise("classifier", this::loss, network));
        }

        private Terms loss(Step step) {
            var sign = new float[step.size()];
            var weight = new float[step.size()];
            for (int i = 0; i < sign.length; i++) {
                boolean isFirst = step.indices()[i] < first;
                sign[i] = isFirst ? -1 : 1;
                weight[i] = (float) (isFirst ? ofFirst : ofSecond);
            }
            NDArray logits = network.forward(step.batch()).reshape(-1);
            NDArray wrong = logits.mul(step.manager().create(sign));
            NDArray loss = Activation.SOFTPLUS.apply(wrong).mul(step.manager().create(weight));
            return Terms.of("logistic loss", loss.mean());
        }

        @Override
        public List<Network> networks() {
            return List.of(network);
        }
    }
}
