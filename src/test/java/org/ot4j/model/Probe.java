package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Autograd;
import org.ot4j.training.Game;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * Holds a model's objectives at fixed weights against the same objectives written down in plain
 * Java: values, and gradients against central differences in double precision.
 */
public final class Probe implements AutoCloseable {
    private static final double STEP = 1e-5;
    private final NDManager manager = Tensors.newManager();
    private final Game game;
    private final double[][] x;
    private final long seed;

    public Probe(Game game, double[][] x, long seed) {
        this.game = game;
        this.x = x;
        this.seed = seed;
        game.prepare(new Shape(x[0].length), 1);
    }

    /** Sets the weights of a network or other free parameter. */
    public Probe set(String name, double... values) {
        var all = new float[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) values[i];
        }
        weights().get(name).set(all);
        return this;
    }

    /** The noise that the step draws, from its start. */
    public SplittableRandom noise() {
        return new SplittableRandom(seed);
    }

    public double[] normal(SplittableRandom random, int n) {
        var draws = new double[n];
        for (int i = 0; i < n; i++) {
            draws[i] = (float) random.nextGaussian();
        }
        return draws;
    }

    /** Value of the objective of a player. */
    public double value(String player) {
        return terms(player(player)).sum().toType(DataType.FLOAT64, true).getDouble();
    }

    /** Gradients of a player's objective in its weights, by name. */
    public Map<String, float[]> gradients(String name) {
        Player player = player(name);
        var gradients = new LinkedHashMap<String, float[]>();
        try (var recording = Autograd.on()) {
            player.weights().forEach(weights -> weights.record(manager));
            Autograd.backward(terms(player).sum(), 1);
            for (Weights weights : player.weights()) {
                var gradient = new float[weights.size()];
                weights.gradient(gradient);
                gradients.put(weights.name(), gradient);
            }
        } finally {
            player.weights().forEach(Weights::rest);
        }
        return gradients;
    }

    /** Compares with an objective of all weights by name. */
    public Probe matches(String player, ToDoubleFunction<Map<String, double[]>> oracle) {
        var at = new LinkedHashMap<String, double[]>();
        weights()
                .forEach(
                        (name, weights) -> {
                            float[] values = weights.values();
                            at.put(
                                    name,
                                    IntStream.range(0, values.length)
                                            .mapToDouble(i -> values[i])
                                            .toArray());
                        });
        double expected = oracle.applyAsDouble(at);
        assertEquals(expected, value(player), 2e-5 * (1 + Math.abs(expected)), player);
        gradients(player)
                .forEach(
                        (name, gradient) -> {
                            for (int i = 0; i < gradient.length; i++) {
                                double slope = slope(oracle, at, name, i);
                                assertEquals(
                                        slope,
                                        gradient[i],
                                        1e-4 * (1 + Math.abs(slope)),
                                        player + ", " + name + " " + i);
                            }
                        });
        return this;
    }

    private static double slope(
            ToDoubleFunction<Map<String, double[]>> oracle,
            Map<String, double[]> at,
            String name,
            int i) {
        double[] values = at.get(name);
        double start = values[i];
        values[i] = start + STEP;
        double up = oracle.applyAsDouble(at);
        values[i] = start - STEP;
        double down = oracle.applyAsDouble(at);
        values[i] = start;
        return (up - down) / (2 * STEP);
    }

    private Terms terms(Player player) {
        var flat = new double[x.length * x[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = x[i / x[0].length][i % x[0].length];
        }
        NDArray batch = Tensors.of(manager, flat, x.length, x[0].length);
        int[] rows = IntStream.range(0, x.length).toArray();
        return player.objective().evaluate(new Step(manager, batch, rows, noise(), 0, 0, 0, 0));
    }

    private Player player(String name) {
        return game.players().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    private Map<String, Weights> weights() {
        var all = new LinkedHashMap<String, Weights>();
        game.players().forEach(p -> p.weights().forEach(w -> all.put(w.name(), w)));
        return all;
    }

    @Override
    public void close() {
        manager.close();
    }
}
