package org.ot4j.distribution;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.special.Gamma;

/**
 * The von Mises–Fisher distribution on the unit sphere of R^d, with density proportional to e^{κ
 * μ·z}, in numbers. Relative to the uniform distribution the density is e^{κ μ·z} / S(κ) with
 *
 * <pre>S(κ) = Γ(ν + 1) (κ/2)^-ν I_ν(κ) = Σ_k (κ²/4)^k / (k! (ν + 1) ... (ν + k)),   ν = d/2 - 1,
 * </pre>
 *
 * and I the modified Bessel function. The mean is A(κ) μ with A = (log S)' = I_{ν+1} / I_ν, and
 * KL(vMF | uniform) = κ A(κ) - log S(κ) (Davidson et al. 2018), with slope κ A'(κ).
 */
final class VonMisesFisher {
    /** Below this, leading terms of the series are exact in double precision. */
    private static final double TINY = 1e-8;

    /** From here on I_ν(κ) has e^-2κ times nothing left of its other exponential. */
    private static final double LARGE = 25;

    private static final double RESCALE = 1e250;

    /** Beyond e^-40 of its largest value a density has no mass to speak of. */
    private static final double NEGLIGIBLE = 40;

    private static final int HALVINGS = 30;
    private static final int NODES = 64;
    private static final GaussIntegrator LEGENDRE = new GaussIntegratorFactory().legendre(NODES);

    private VonMisesFisher() {}

    /** log of the density of the uniform distribution: minus that of the sphere's area. */
    static double logUniform(int d) {
        return Gamma.logGamma(d / 2.0) - Math.log(2) - d / 2.0 * Math.log(Math.PI);
    }

    /** log S(κ) - κ, which does not overflow. */
    static double logScale(int d, double kappa) {
        return logScaleOfOrder(d / 2.0 - 1, kappa);
    }

    private static double logScaleOfOrder(double order, double kappa) {
        if (asymptotic(order, kappa)) {
            return Gamma.logGamma(order + 1)
                    - order * Math.log(kappa / 2)
                    - 0.5 * Math.log(2 * Math.PI * kappa)
                    + Math.log(hankel(order, kappa));
        }
        return logSeries(order, kappa) - kappa;
    }

    /** A(κ), the length of the mean, in [0, 1). */
    static double meanLength(int d, double kappa) {
        double order = d / 2.0 - 1;
        if (kappa < TINY) {
            return kappa / d;
        }
        if (asymptotic(order + 1, kappa)) {
            return hankel(order + 1, kappa) / hankel(order, kappa);
        }
        double log = logSeries(order + 1, kappa) - logSeries(order, kappa);
        return kappa / d * Math.exp(log);
    }

    /** KL(vMF(μ, κ) | uniform). */
    static double kl(int d, double kappa) {
        return kappa * (meanLength(d, kappa) - 1) - logScale(d, kappa);
    }

    /** Its slope in κ: κ A', where A' = 1 - A² - (d - 1) A / κ. */
    static double klSlope(int d, double kappa) {
        if (kappa < TINY) {
            return kappa / d;
        }
        double a = meanLength(d, kappa);
        return kappa * (1 - a * a) - (d - 1) * a;
    }

    /** log Σ_k (κ²/4)^k / (k! (ν + 1) ... (ν + k)): all terms are positive. */
    private static double logSeries(double order, double kappa) {
        double square = kappa * kappa / 4;
        double term = 1;
        double sum = 0; // without the first term, 1
        double scale = 0;
        for (int k = 1; ; k++) {
            double ratio = square / (k * (order + k));
            term *= ratio;
            sum += term;
            if (ratio < 0.5 && term <= sum * 1e-17) {
                break;
            }
            if (sum > RESCALE) {
                sum /= RESCALE;
                term /= RESCALE;
                scale += Math.log(RESCALE);
            }
        }
        return scale == 0 ? Math.log1p(sum) : scale + Math.log(sum);
    }

    private static boolean asymptotic(double order, double kappa) {
        return kappa > LARGE + 2 * order * order;
    }

    /** √(2πκ) e^-κ I_ν(κ) by Hankel's expansion (DLMF 10.40.1). */
    private static double hankel(double order, double kappa) {
        double sum = 1;
        double term = 1;
        for (int k = 1; k < 100; k++) {
            double odd = 2 * k - 1;
            double next = -term * (4 * order * order - odd * odd) / (8 * k * kappa);
            if (next == 0 || Math.abs(next) >= Math.abs(term)) {
                break;
            }
            term = next;
            sum += term;
            if (Math.abs(term) < 1e-17) {
                break;
            }
        }
        return sum;
    }

    /**
     * Draws 1 - w for w = μ·z by rejection (Ulrich 1984 as corrected by Wood 1994): the envelope is
     * the image of a Beta((d-1)/2, (d-1)/2) variable, here ½ + ½ of a coordinate of a uniform
     * direction. The gap is what keeps its digits when κ is large.
     */
    static double drawGap(int d, double kappa, RandomGenerator random) {
        double m = d - 1;
        double b = m / (2 * kappa + Math.sqrt(4 * kappa * kappa + m * m));
        double x = (1 - b) / (1 + b);
        double gapOfX = 2 * b / (1 + b);
        var direction = new double[d];
        while (true) {
            SpherePrior.direction(direction, 0, d, random);
            double e = 0.5 + 0.5 * direction[0];
            double gap = 2 * b * e / (1 - (1 - b) * e);
            double rest = gapOfX + x * gap; // 1 - x w
            double log = kappa * (gapOfX - gap) + m * (Math.log(rest) - Math.log(gapOfX * (1 + x)));
            if (log >= Math.log(1 - random.nextDouble())) {
                return gap;
            }
        }
    }

    /**
     * ∂w/∂κ at a draw, with the probability of a smaller w held: -∂_κ F(w) / f(w) with F and f the
     * distribution function and density of w (implicit reparameterisation, Figurnov et al. 2018).
     * Unlike the derivative of an accepted proposal it needs no correction for the rejection. With
     * w = cos θ it is sin θ ∫_0^θ (cos φ - A) g(φ) dφ / g(θ), g(φ) = e^{κ cos φ} sin^{d-2} φ, or
     * minus the integral from θ to π; of the two, the one in which g does not exceed g(θ).
     */
    static double slopeOfDraw(int d, double kappa, double gap) {
        double theta = 2 * Math.asin(Math.sqrt(Math.min(1, gap / 2)));
        if (theta <= 0 || theta >= Math.PI) {
            return 0;
        }
        double here = logOfAngle(d, kappa, theta);
        double far = theta > mode(d, kappa) ? Math.PI : 0;
        double near = theta;
        if (here - logOfAngle(d, kappa, far) > NEGLIGIBLE) {
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (near + far) / 2;
                if (here - logOfAngle(d, kappa, middle) > NEGLIGIBLE) {
                    far = middle;
                } else {
                    near = middle;
                }
            }
        }
        double a = meanLength(d, kappa);
        double half = (far - theta) / 2;
        double integral = 0;
        for (int i = 0; i < NODES; i++) {
            double phi = theta + half * (1 + LEGENDRE.getPoint(i));
            double density = Math.exp(logOfAngle(d, kappa, phi) - here);
            integral += LEGENDRE.getWeight(i) * (Math.cos(phi) - a) * density;
        }
        // Downwards half is negative, which turns the sign as it should.
        return -Math.sin(theta) * half * integral;
    }

    /** κ (cos φ - 1) + (d - 2) log sin φ. */
    private static double logOfAngle(int d, double kappa, double phi) {
        double s = Math.sin(phi / 2);
        double log = -2 * kappa * s * s;
        return d == 2 ? log : log + (d - 2) * Math.log(Math.abs(Math.sin(phi)));
    }

    /** The likeliest angle: κ sin² φ = (d - 2) cos φ. */
    private static double mode(int d, double kappa) {
        double m = d - 2;
        return Math.acos(
                Math.min(1, 2 * kappa / (m + Math.sqrt(m * m + 4 * kappa * kappa) + 1e-300)));
    }
}
