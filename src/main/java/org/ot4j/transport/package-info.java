/**
 * Optimal transport between discrete measures. {@link org.ot4j.transport.Transport} has the
 * one-line calls; behind them a {@link org.ot4j.transport.Solver}, an immutable value, is applied
 * to a {@link org.ot4j.transport.TransportProblem} and gives a {@link
 * org.ot4j.transport.TransportResult}. The ways to solve are packages of their own, by idea.
 * Numbers only, no networks.
 */
package org.ot4j.transport;
