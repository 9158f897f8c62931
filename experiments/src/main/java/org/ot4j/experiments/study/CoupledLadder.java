package org.ot4j.experiments.study;

import java.util.function.UnaryOperator;
import org.ot4j.experiments.Grid25;
import org.ot4j.experiments.Grid25Study;
import org.ot4j.model.coupled.CoupledVae;
import picocli.CommandLine.Command;

/**
 * From C-VAE's Algorithm 2 as it is printed to the best that we know, one aid at a time, on 25
 * Gaussians. Each rung keeps what the rungs before it have, but for the last, which has re-weighted
 * codes in place of stratified ones, so that its objective is not Eq. 18. Settings are those that
 * {@link Gaussians25Search} has found for the first and the last.
 */
@Command(name = "coupled-ladder", description = "C-VAE Algorithm 2 as printed, and each aid to it")
final class CoupledLadder extends Grid25Study {
    private CoupledLadder() {
        super("experiments/results/coupled-ladder.csv", "quick", "coupled-ladder", 2_000);
        add(
                "Algorithm 2 as printed",
                () -> Grid25.coupled(0.3, b -> b.ascend(5, 1)),
                Grid25.plain(1e-3));
        add("schedule and averages as all models", 0.3, b -> b.ascend(5, 1));
        add("Sinkhorn inside", 0.3, CoupledLadder::solved);
        add("σ = 0.04", 0.04, CoupledLadder::solved);
        add("1024 codes", 0.04, CoupledLadder::many);
        add("ε from 50", 0.04, b -> many(b).anneal(50, 0.5));
        add("linear start", 0.04, b -> many(b).anneal(50, 0.5).linearStart(0.05));
        add("teacher", 0.04, CoupledLadder::led);
        add("stratified hard codes", 0.04, b -> led(b).stratifiedCodes(0.5));
        add("re-weighted hard codes", 0.04, b -> led(b).hardCodes(0.5));
    }

    /** Sinkhorn's algorithm, with data that the coupling cannot tell apart as one. */
    private static CoupledVae.Builder solved(CoupledVae.Builder builder) {
        return builder.inner(0.05, 25).coarseToFine(2);
    }

    private static CoupledVae.Builder many(CoupledVae.Builder builder) {
        return solved(builder).inner(0.05, 25, 4);
    }

    /** All aids but the choice of codes. */
    static CoupledVae.Builder led(CoupledVae.Builder builder) {
        return many(builder).anneal(50, 0.5).linearStart(0.05).teacher(0.99);
    }

    private void add(String name, double sigma, UnaryOperator<CoupledVae.Builder> aids) {
        add(name, () -> Grid25.coupled(sigma, aids), Grid25.aided(3e-3));
    }

    public static void main(String[] arguments) {
        main(new CoupledLadder(), arguments);
    }
}
