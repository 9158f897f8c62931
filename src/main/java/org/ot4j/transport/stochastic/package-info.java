/**
 * Stochastic ascent of the dual: for measures with too many points to look at all, or infinitely
 * many.
 */
package org.ot4j.transport.stochastic;
