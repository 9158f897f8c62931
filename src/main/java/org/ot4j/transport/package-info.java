/**
 * Optimal transport between discrete measures: measures, costs, problems, solvers, plans. Numbers
 * only, no networks. A {@link org.ot4j.transport.Solver} is an immutable value applied to a {@link
 * org.ot4j.transport.TransportProblem} and gives a {@link org.ot4j.transport.TransportResult}.
 */
package org.ot4j.transport;
