package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.ot4j.network.Recipe;
import org.ot4j.tensor.Scope;

/**
 * A cost c(x, y) between a sample and the output of a deterministic decoder, differentiable in
 * both. To write your own, implement this interface as a record, which can be saved with the model.
 */
public interface Distortion extends Recipe {
    /** c of each row of x with the same row of y, both [b, sample shape...]; [b]. */
    NDArray rows(NDArray x, NDArray y);

    /**
     * c of all pairs of n samples and m others, [n, m]. The default forms all n m pairs; override
     * it if a matrix product is enough.
     */
    default NDArray pairwise(NDArray x, NDArray y) {
        long n = x.size(0);
        long m = y.size(0);
        return Scope.of(x, y, (a, b) -> rows(a.repeat(0, m), Rows.tile(b, n)).reshape(n, m));
    }

    /** |x - y|². */
    static Distortion squaredEuclidean() {
        return new SquaredEuclidean();
    }

    /** |x - y|. */
    static Distortion euclidean() {
        return new Euclidean();
    }

    /** |x - y|₁. */
    static Distortion absolute() {
        return new Absolute();
    }

    /** |x - y|². */
    record SquaredEuclidean() implements Distortion {
        @Override
        public NDArray rows(NDArray x, NDArray y) {
            return Scope.of(x, y, (a, b) -> Rows.sum(a.sub(b).square()));
        }

        @Override
        public NDArray pairwise(NDArray x, NDArray y) {
            return Rows.ofSquared(x, y, UnaryOperator.identity());
        }
    }

    /** |x - y|; the square root is kept away from 0, where it has no derivative. */
    record Euclidean() implements Distortion {
        private static final double FLOOR = 1e-12;

        @Override
        public NDArray rows(NDArray x, NDArray y) {
            return Scope.of(x, y, (a, b) -> Rows.sum(a.sub(b).square()).add(FLOOR).sqrt());
        }

        @Override
        public NDArray pairwise(NDArray x, NDArray y) {
            return Rows.ofSquared(x, y, squared -> squared.add(FLOOR).sqrt());
        }
    }

    /** |x - y|₁. */
    record Absolute() implements Distortion {
        @Override
        public NDArray rows(NDArray x, NDArray y) {
            return Scope.of(x, y, (a, b) -> Rows.sum(a.sub(b).abs()));
        }

        @Override
        public NDArray pairwise(NDArray x, NDArray y) {
            return Scope.of(x, y, (a, b) -> Rows.absoluteDistances(Rows.flat(a), Rows.flat(b)));
        }
    }
}
