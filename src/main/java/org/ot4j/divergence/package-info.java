/** Distances between distributions that need no transport plan: f-divergences, kernels and MMD. */
package org.ot4j.divergence;
