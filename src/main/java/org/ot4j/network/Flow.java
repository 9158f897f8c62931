package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import java.lang.ref.Reference;
import org.ot4j.tensor.Scalars;

/** A chain of invertible maps with exact log-determinants, made by {@link FlowSpec}. */
public final class Flow {
    /**
     * Mapped points and their log-determinants.
     *
     * @param z images, [n, d]
     * @param logDeterminant log |det ∂f/∂z| of the whole chain at each point, [n]
     */
    public record Image(NDArray z, NDArray logDeterminant) {}

    private static final double SHIFT = Math.log(Math.E - 1);

    private final FlowSpec.Kind kind;
    private final int dimension;
    private final Weights weights;

    Flow(FlowSpec.Kind kind, int dimension, Weights weights) {
        this.kind = kind;
        this.dimension = dimension;
        this.weights = weights;
    }

    /** The trainable weights. */
    public Weights weights() {
        return weights;
    }

    /** Maps points, [n, d]. */
    public Image forward(NDArray z) {
        NDArray sum = null;
        for (int k = 0; k < weights.entries().size(); k += 3) {
            NDArray a = weights.get(k);
            NDArray b = weights.get(k + 1);
            NDArray c = weights.get(k + 2);
            Image image = kind == FlowSpec.Kind.PLANAR ? planar(z, a, b, c) : radial(z, a, b, c);
            z = image.z();
            sum = sum == null ? image.logDeterminant() : sum.add(image.logDeterminant());
        }
        Reference.reachabilityFence(this);
        return new Image(z, sum);
    }

    /**
     * Maps each point by planar maps of its own, as an encoder outputs them (amortised flows,
     * Rezende and Mohamed 2015).
     *
     * @param z points, [n, d]
     * @param parameters u (d values), w (d values) and b of each map in turn, [n, count · (2d + 1)]
     */
    public static Image planar(NDArray z, NDArray parameters) {
        long d = z.size(1);
        long each = 2 * d + 1;
        NDArray sum = null;
        for (long at = 0; at < parameters.size(1); at += each) {
            NDArray u = parameters.get(":, {}:{}", at, at + d);
            NDArray w = parameters.get(":, {}:{}", at + d, at + 2 * d);
            NDArray b = parameters.get(":, {}:{}", at + 2 * d, at + each);
            NDArray wu = dot(w, u);
            NDArray uHat = w.mul(lift(wu)).div(dot(w, w).add(1e-12)).add(u);
            NDArray tanh = Activation.TANH.apply(dot(z, w).add(b));
            NDArray slope = tanh.square().neg().add(1);
            NDArray log = slope.mul(dot(w, uHat)).add(1).log().squeeze(1);
            z = z.add(tanh.mul(uHat));
            sum = sum == null ? log : sum.add(log);
        }
        return new Image(z, sum);
    }

    /** Row by row, [n, 1]. */
    private static NDArray dot(NDArray a, NDArray b) {
        return a.mul(b).sum(new int[] {1}, true);
    }

    /** m(w·u) - w·u. */
    private static NDArray lift(NDArray wu) {
        return Activation.SOFTPLUS.apply(wu.add(SHIFT)).sub(1).sub(wu);
    }

    /**
     * z + û tanh(w·z + b) with det = 1 + û·w (1 - tanh²); û = u + (m(w·u) - w·u) w / |w|² keeps w·û
     * above -1, which makes the map invertible (their appendix A.1). There m(x) = log(1 + eˣ) - 1;
     * ours is log(1 + (e - 1) eˣ) - 1, which is 0 at 0, so small weights give nearly the identity.
     */
    private static Image planar(NDArray z, NDArray u, NDArray w, NDArray b) {
        NDArray wu = w.mul(u).sum();
        NDArray uHat = w.mul(lift(wu)).div(w.square().sum().add(1e-12)).add(u);
        NDArray tanh = Activation.TANH.apply(z.matMul(w.transpose()).add(b));
        NDArray slope = tanh.square().neg().add(1);
        NDArray det = slope.mul(uHat.mul(w).sum()).add(1);
        return new Image(z.add(tanh.matMul(uHat)), det.log().squeeze(1));
    }

    /**
     * z + β h (z - z₀), h = 1 / (α + r), r = |z - z₀|, with det = (1 + βh)^(d-1) (1 + βh - βr h²);
     * α = log(1 + eᵃ) and β = log(1 + eᶜ) - α keep it invertible (their appendix A.2).
     */
    private Image radial(NDArray z, NDArray centre, NDArray a, NDArray c) {
        NDArray alpha = Activation.SOFTPLUS.apply(a);
        NDArray beta = Activation.SOFTPLUS.apply(c).sub(alpha);
        NDArray offset = z.sub(centre);
        NDArray r = offset.square().sum(new int[] {1}, true).add(1e-12).sqrt();
        NDArray h = Scalars.pow(r.add(alpha), -1);
        NDArray bh = h.mul(beta);
        NDArray inner = bh.add(1);
        NDArray last = inner.sub(h.square().mul(r).mul(beta));
        NDArray log = Scalars.mul(inner.log(), dimension - 1).add(last.log());
        return new Image(z.add(offset.mul(bh)), log.squeeze(1));
    }
}
