/**
 * Optimal transport between discrete measures. {@link org.ot4j.transport.Transport} has the
 * one-line calls; behind them a {@link org.ot4j.transport.Solver}, an immutable value, is applied
 * to a {@link org.ot4j.transport.TransportProblem} and returns a {@link
 * org.ot4j.transport.TransportResult}. Solvers are in subpackages, one for each idea. Nothing here
 * uses a network.
 */
package org.ot4j.transport;
