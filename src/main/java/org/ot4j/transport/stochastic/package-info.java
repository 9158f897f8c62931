/**
 * Stochastic ascent of the dual, for measures with infinitely many points or too many to process in
 * full.
 */
package org.ot4j.transport.stochastic;
