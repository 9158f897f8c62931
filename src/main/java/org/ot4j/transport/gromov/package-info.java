/** Gromov–Wasserstein transport: between points that cannot be compared, by their distances. */
package org.ot4j.transport.gromov;
