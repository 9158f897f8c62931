package org.ot4j.model.coupled;

import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.ot4j.base.Check;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.GaussianLikelihood;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Recipe;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;

/** What a C-VAE is made of. */
record CoupledRecipe(
        Prior prior,
        NetworkSpec decoder,
        Likelihood likelihood,
        CoupledVae.Strategy strategy,
        CoupledVae.Formulation formulation,
        InnerSolver inner,
        double epsilon,
        double annealFrom,
        double annealUntil,
        double linearUntil,
        double cells,
        double teacher,
        double hard,
        Double dataRho,
        Double priorRho)
        implements Recipe {
    /** Checks what the parts have to say to each other. */
    CoupledRecipe {
        Check.notNull(prior, "prior");
        Check.notNull(strategy, "strategy");
        Check.notNull(formulation, "formulation");
        Check.positive(epsilon, "epsilon");
        checkLinearStart(linearUntil, annealUntil, prior);
        checkCells(cells, likelihood, inner);
        checkFormulation(formulation, prior, inner);
        Check.that(teacher >= 0 && teacher < 1, "teacher", teacher, "a decay in [0, 1)");
        Check.inRange(hard, 0, 1, "hardCodes");
        Check.that(
                hard == 0 || inner instanceof InnerSolver.BySinkhorn s && s.batches() > 1,
                "hardCodes",
                hard,
                "0, or inner(error, maxIterations, batches) with 2 batches or more to choose from");
        Check.that(
                hard == 0 || !(prior instanceof Categorical),
                "hardCodes",
                hard,
                "0 for a categorical prior, whose codes all take part");
        if (dataRho != null) {
            Check.positive(dataRho, "unbalanced.ofData");
        }
        if (priorRho != null) {
            Check.positive(priorRho, "unbalanced.ofPrior");
        }
    }

    private static void checkLinearStart(double linearUntil, double annealUntil, Prior prior) {
        boolean anneals = annealUntil > 0;
        Check.that(
                linearUntil >= 0 && linearUntil < (anneals ? annealUntil : 1),
                "linearStart",
                linearUntil,
                anneals
                        ? "a fraction of the run below anneal.until = " + annealUntil
                        : "a fraction of the run in [0, 1)");
        Check.that(
                linearUntil == 0 || !(prior instanceof Categorical),
                "linearStart",
                linearUntil,
                "0 for a categorical prior, whose codes have no order");
    }

    private static void checkCells(double cells, Likelihood likelihood, InnerSolver inner) {
        Check.notNegative(cells, "coarseToFine");
        Check.that(
                cells == 0
                        || likelihood instanceof GaussianLikelihood gaussian
                                && gaussian.variance() == GaussianLikelihood.Variance.FIXED,
                "coarseToFine",
                likelihood == null ? null : likelihood.name(),
                "a Gaussian likelihood with fixed σ, whose resolution is known");
        Check.that(
                cells == 0 || inner instanceof InnerSolver.BySinkhorn,
                "coarseToFine",
                cells,
                "potentials by Sinkhorn's algorithm");
    }

    private static void checkFormulation(
            CoupledVae.Formulation formulation, Prior prior, InnerSolver inner) {
        if (formulation == CoupledVae.Formulation.DUAL) {
            Check.that(
                    inner instanceof InnerSolver.ByAscent,
                    "formulation",
                    formulation,
                    "SEMI_DUAL, or potentials that ascend(...): Sinkhorn's algorithm has v at its"
                            + " maximum");
            Check.that(
                    prior instanceof Categorical
                            || ((InnerSolver.ByAscent) inner).network() != null,
                    "formulation",
                    formulation,
                    "SEMI_DUAL, or a network as potential: v is a function of z, and "
                            + prior.name()
                            + " has no end of codes");
        }
    }

    /** With the number of data, for which there are potentials. */
    record Sized(CoupledRecipe recipe, int samples) implements GameRecipe {
        @Override
        public Game create() {
            return new CoupledVae(recipe, samples);
        }
    }

    boolean balanced() {
        return dataRho == null && priorRho == null;
    }

    /** Potentials of n data. */
    Potentials potentials(Shape shape, int n, SplittableRandom random) {
        boolean dual = formulation == CoupledVae.Formulation.DUAL;
        return inner instanceof InnerSolver.ByAscent ascent && ascent.network() != null
                ? new NetworkPotentials(ascent.network(), shape, prior.dimension(), dual, random)
                : new VectorPotentials(n, dual ? prior.dimension() : 0);
    }

    /** The problem at a fraction of the run. */
    Coupling coupling(double progress) {
        double done = Math.max(0, (progress - linearUntil) / (annealUntil - linearUntil));
        double now =
                progress >= annealUntil
                        ? epsilon
                        : annealFrom * Math.pow(epsilon / annealFrom, done);
        return new Coupling(now, rho(dataRho), rho(priorRho));
    }

    private static double rho(Double weight) {
        return weight == null ? Double.POSITIVE_INFINITY : weight;
    }

    /** The side of cells at the coupling's resolution; halves as ε falls. */
    double side(double now) {
        if (cells == 0) {
            return 0;
        }
        double resolution = cells * ((GaussianLikelihood) likelihood).sigma() * Math.sqrt(now);
        return Math.pow(2, Math.floor(Math.log(resolution) / Math.log(2)));
    }

    CouplingSolver solver(Coupling now, double error, int iterations, boolean scaling) {
        return new CouplingSolver(now, error, iterations, scaling, CouplingSolver.STORED);
    }
}
