/** Priors, posteriors and likelihoods: log densities, samples, and divergences in closed form. */
package org.ot4j.distribution;
