/** Gradient flows of energies of a density, by steps that each are a transport problem. */
package org.ot4j.transport.flow;
